"""The people, deadlines, pages and documents of Commonweal. The arithmetic is in `scoring`."""

from procurement.worker import app as celery_app

__version__ = "1.0.0"
__all__ = ["__version__", "celery_app"]
