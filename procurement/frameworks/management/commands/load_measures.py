"""`manage.py load_measures`: brings the frameworks that come with the software into the database; running it again
changes nothing.
"""

from typing import Any

from django.core.management.base import BaseCommand

from procurement.core.formatting import counted
from procurement.frameworks.services import load_framework
from procurement.frameworks.shipped import shipped_frameworks


class Command(BaseCommand):
    help = "Load the starter measures, and the structure of central government's social value models."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for content in shipped_frameworks():
            framework, changed = load_framework(content=content)
            self.stdout.write(f"{framework}: {counted(changed, 'measure')} new or changed.")
