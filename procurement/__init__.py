"""The people, deadlines, pages and documents of Commonweal. The arithmetic is in `scoring`."""

from procurement.worker import app as celery_app

__all__ = ["celery_app"]
