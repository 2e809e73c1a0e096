"""The outbox: what must leave the database is a row first, so that no crash loses it. Heartbeats; what is done once."""

from django.db import models
from django.utils import timezone


class OutboxMessage(models.Model):
    """One message to a handler: a topic and the ids it needs. Written in the transaction of what caused it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    topic = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    request_id = models.CharField("id of the request that caused it", max_length=36, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "taken_at"], name="outbox_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(done_at__isnull=False),
                name="outbox_done_has_its_time",
                violation_error_message="A delivered message has the time of its delivery.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.payload} ({self.state})"


class Heartbeat(models.Model):
    """When something that runs by itself last ran: a name and a time."""

    WORKER = "worker"
    SWEEP = "sweep"

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.at}"


class DoneOnce(models.Model):
    """Something that is done a single time, such as a reminder: written in the transaction that does it."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key
