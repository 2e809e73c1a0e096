"""The scheduled task of bids: the notifications that time alone brings about."""

from procurement.core.tasks import task

from .notifications import remind


@task("bids.remind")
def remind_of_deadlines() -> None:
    remind()
