"""Signs of life of what runs by itself, and doing something a single time."""

from datetime import datetime

from django.utils import timezone

from .models import DoneOnce, Heartbeat


def beat(name: str) -> None:
    """Say that `name` runs now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def last_beat(name: str) -> datetime | None:
    """When `name` last ran; None when it never did. Budget: 1 query."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def first_time(key: str) -> bool:
    """True a single time for a key, in the transaction that does what the key names; of two at once, one waits."""
    _row, made = DoneOnce.objects.get_or_create(key=key)
    return made
