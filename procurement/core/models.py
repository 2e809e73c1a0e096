"""The outbox: what must leave the database (a PDF to render, a mail) is a row first, so that no crash loses it."""

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
