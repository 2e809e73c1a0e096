"""What the database says about the service at this moment, for /metrics: counts and ages, nothing of any tender."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from procurement.audit.models import AuditChain
from procurement.awards.models import Document
from procurement.bids.models import BidVersion
from procurement.core.heartbeats import last_beat
from procurement.core.models import Heartbeat, OutboxMessage

State = OutboxMessage.State


class DatabaseGauges(Collector):
    """Read from the database each time that somebody asks. Budget: 7 queries, whatever the number of rows."""

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _outbox()
        documents = GaugeMetricFamily("commonweal_documents", "Documents by state.", labels=["state"])
        found = dict(Document.objects.order_by().values_list("state").annotate(number=Count("pk")))
        for state in Document.State.values:
            documents.add_metric([state], found.get(state, 0))
        yield documents
        yield GaugeMetricFamily(
            "commonweal_bids_submitted", "Versions of bids submitted.", value=BidVersion.objects.count()
        )
        yield GaugeMetricFamily(
            "commonweal_audit_chains", "Chains of the audit log.", value=AuditChain.objects.count()
        )
        for name, words in (
            (Heartbeat.WORKER, "Time of the worker's last heartbeat, in seconds since 1970; 0 for never."),
            (Heartbeat.SWEEP, "Time of the last look for lost messages, in seconds since 1970; 0 for never."),
        ):
            last = last_beat(name)
            yield GaugeMetricFamily(
                f"commonweal_last_{name}_timestamp_seconds", words, value=last.timestamp() if last else 0
            )


def _outbox() -> Iterator[GaugeMetricFamily]:
    messages = GaugeMetricFamily("commonweal_outbox_messages", "Messages by state.", labels=["state"])
    found = dict(
        OutboxMessage.objects.filter(state__in=(State.WAITING, State.FAILED))
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    for state in (State.WAITING, State.FAILED):
        messages.add_metric([state], found.get(state, 0))
    yield messages
    oldest = OutboxMessage.objects.filter(state=State.WAITING).aggregate(at=Min("created_at"))["at"]
    yield GaugeMetricFamily(
        "commonweal_outbox_oldest_waiting_seconds",
        "Age of the oldest message that waits; 0 when none does.",
        value=(timezone.now() - oldest).total_seconds() if oldest else 0,
    )
