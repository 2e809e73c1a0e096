"""Every change to frameworks: loading those that come with the software, importing an authority's own, confirming."""

from .confirming import confirm_measure
from .importing import import_framework, keep_framework_file, map_columns
from .loading import load_framework

__all__ = ["confirm_measure", "import_framework", "keep_framework_file", "load_framework", "map_columns"]
