"""The Celery application: `celery -A procurement.worker worker` and `... beat`."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")

app = Celery("commonweal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_ready.connect
def _first_heartbeat(**_sent: object) -> None:
    """The worker is there before the scheduler's first heartbeat is due, and health is asked meanwhile."""
    app.send_task("core.heartbeat", retry=False)
