"""The append-only, hash-chained log. Triggers (see the migrations) refuse changes and deletions."""

from django.db import models


class AuditChain(models.Model):
    """One chain of events: one for each tender, and one, `general`, for all the rest. Its row is its head."""

    GENERAL = "general"

    key = models.CharField(max_length=80, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.key}, {self.length} events"


class AuditEvent(models.Model):
    """One thing that happened. `details` may be erased by the retention rule; its digest stays in the chain."""

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    actor = models.CharField(max_length=80, blank=True)
    details = models.JSONField(null=True)
    details_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain_id", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "number"],
                name="audit_one_event_per_number",
                violation_error_message="Two events cannot have the same number in one audit chain.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id} no. {self.number}: {self.action}"
