"""What machines ask of the site: health, figures, log lines with the request's id; and what must be set before."""

import json
import logging
import re
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from celery import current_app
from django.core import checks, mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procurement.audit.models import AuditChain
from procurement.core import health, outbox, request_ids
from procurement.core.heartbeats import beat, last_beat
from procurement.core.logs import JsonLines, PlainLines, RequestId, without_secrets
from procurement.core.models import Heartbeat, OutboxMessage
from procurement.core.tasks import heartbeat, sweep_outbox
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
TOKEN = "a token of the monitoring"


@pytest.fixture(autouse=True)
def _looks_afresh() -> Iterator[None]:
    health.forget()
    yield
    health.forget()


def healthz(client: Client) -> tuple[int, dict[str, Any]]:
    health.forget()
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_a_site_whose_parts_all_answer_is_well(client: Client) -> None:
    beat(Heartbeat.WORKER)
    status, said = healthz(client)
    assert (status, said["status"]) == (200, "ok")
    assert set(said["checks"]) == {"database", "broker", "worker", "disk"}
    assert all(check["ok"] for check in said["checks"].values())


def test_a_worker_that_stopped_or_never_ran_is_named(client: Client, settings: Any) -> None:
    status, said = healthz(client)
    assert (status, said["checks"]["worker"]["ok"]) == (503, False)
    assert "Start worker and scheduler" in said["checks"]["worker"]["says"]
    Heartbeat.objects.create(
        name=Heartbeat.WORKER, at=timezone.now() - timedelta(seconds=settings.WORKER_STALE_SECONDS + 1)
    )
    status, said = healthz(client)
    assert (status, said["status"]) == (503, "unwell")
    assert said["checks"]["database"]["ok"]


def test_a_full_disk_and_a_broker_that_is_down_are_named_without_their_addresses(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat(Heartbeat.WORKER)
    settings.MIN_FREE_MEGABYTES = 10**9

    def down(*_arguments: Any, **_options: Any) -> Any:
        raise ConnectionRefusedError("redis://:secret@broker.internal:6379/0")

    monkeypatch.setattr(health.current_app, "connection_for_write", down)
    status, said = healthz(client)
    assert status == 503
    assert said["checks"]["broker"] == {"ok": False, "says": "It does not answer."}
    assert said["checks"]["disk"]["says"].endswith("MB are wanted.")
    assert "secret" not in json.dumps(said)


def test_a_part_that_stops_is_logged_once_and_once_when_it_is_well_again(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "KEEP_SECONDS", -1)
    for _ in range(3):
        assert client.get("/healthz").status_code == 503
    beat(Heartbeat.WORKER)
    for _ in range(2):
        assert client.get("/healthz").status_code == 200
    client.get("/there/is/no/such/page/")
    said = [(record.levelname, record.name, record.getMessage()) for record in caplog.records]
    assert said[0] == (
        "ERROR",
        "procurement.core.health",
        "Not well: worker. It has never run. Start worker and scheduler.",
    )
    assert said[1][2].startswith("Well again: worker. Its last heartbeat is ")
    assert [name for _level, name, _words in said[2:]] == ["django.request"]


def test_however_often_health_is_asked_the_checks_are_made_once_in_a_while(client: Client) -> None:
    client.get("/healthz")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(20):
            client.get("/healthz")
    assert len(queries) == 0


def test_the_worker_s_tasks_leave_signs_of_life() -> None:
    assert (last_beat(Heartbeat.WORKER), last_beat(Heartbeat.SWEEP)) == (None, None)
    heartbeat()
    sweep_outbox()
    heartbeat()
    assert Heartbeat.objects.count() == 2
    assert timezone.now() - last_beat(Heartbeat.WORKER) < timedelta(seconds=30)  # type: ignore[operator]


def figures(client: Client) -> dict[str, float]:
    answer = client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")
    }


def test_metrics_are_there_for_who_has_the_token_alone(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer another").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404
    figures(client)
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_metrics_count_requests_by_view_and_status_and_never_by_address(
    client: Client, settings: Any
) -> None:
    settings.METRICS_TOKEN = TOKEN
    name = 'commonweal_requests_total{method="GET",status="200",view="desk:help"}'
    before = figures(client).get(name, 0)
    client.get("/help/")
    client.get("/account/password/reset/key/1-secret-token/")
    client.get(f"/{uuid.uuid4()}/?name=somebody")
    now = figures(client)
    assert now[name] == before + 1
    assert now['commonweal_request_seconds_count{view="desk:help"}'] > 0
    assert now['commonweal_requests_total{method="GET",status="404",view="none"}'] > 0
    assert not [key for key in now if "secret" in key or "somebody" in key]


def test_metrics_say_what_waits_and_what_failed_and_since_when(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    State = OutboxMessage.State  # noqa: N806 - a class
    long_ago = timezone.now() - timedelta(minutes=10)
    OutboxMessage.objects.create(topic="x", created_at=long_ago)
    OutboxMessage.objects.create(topic="x", state=State.FAILED)
    AuditChain.objects.create(key="general")
    beat(Heartbeat.SWEEP)
    with CaptureQueriesContext(connection) as queries:
        now = figures(client)
    assert len(queries) <= 7
    assert now['commonweal_outbox_messages{state="waiting"}'] == 1
    assert now['commonweal_outbox_messages{state="failed"}'] == 1
    assert 600 <= now["commonweal_outbox_oldest_waiting_seconds"] < 700
    assert now['commonweal_documents{state="rendering"}'] == 0
    assert (now["commonweal_bids_submitted"], now["commonweal_audit_chains"]) == (0, 1)
    assert now["commonweal_last_sweep_timestamp_seconds"] > 1_700_000_000
    assert now["commonweal_last_worker_timestamp_seconds"] == 0


def test_a_request_has_an_id_its_own_or_the_proxy_s_and_gives_it_back(client: Client) -> None:
    given = str(uuid.uuid4())
    assert client.get("/help/", HTTP_X_REQUEST_ID=given)["X-Request-ID"] == given
    made = client.get("/help/")["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    for strange in ("abc", "x" * 500, "<script>", "1; DROP"):
        answered = client.get("/help/", HTTP_X_REQUEST_ID=strange)["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f]{32}", answered)
        assert answered != made


@pytest.mark.urls("tests.desk.broken_urls")
def test_an_error_page_shows_the_id_as_a_reference() -> None:
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert f"give this reference: <code>{answer['X-Request-ID']}</code>" in answer.content.decode()
    assert "hana" not in answer.content.decode()


def test_the_page_for_what_is_not_there_shows_the_reference_that_its_log_line_has(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/tenders/no-such-tender/")
    assert f"give this reference: <code>{answer['X-Request-ID']}</code>" in answer.content.decode()
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    assert record.getMessage() == "Not Found: /tenders/no-such-tender/"


def test_what_a_request_causes_is_done_under_its_id(client: Client) -> None:
    seen: list[str] = []
    given = uuid.uuid4().hex
    with request_ids.caused_by(given):
        message = outbox.send("tests.noted")
    assert request_ids.request_id() != given
    assert message.request_id == given
    outbox.on_topic("tests.noted", f"{__name__}.note")
    global noted  # noqa: PLW0603 - the handler is found by its name
    noted = seen
    assert outbox.deliver(message.pk)
    assert seen == [given]
    assert request_ids.request_id() != given


noted: list[str] = []


def note() -> None:
    noted.append(request_ids.request_id())


def line(formatter: logging.Formatter, message: str, *arguments: Any, **extra: Any) -> str:
    record = logging.getLogger("procurement").makeRecord(
        "procurement", logging.WARNING, __file__, 1, message, arguments, None, extra=extra
    )
    RequestId().filter(record)
    return formatter.format(record)


def test_json_lines_hold_level_time_id_and_figures_and_not_the_request(client: Client) -> None:
    with request_ids.caused_by("a" * 32):
        said = json.loads(
            line(JsonLines(), "Took %s", 3, status=500, request="<WSGIRequest: GET '/?token=x'>")
        )
    assert (said["level"], said["logger"], said["message"]) == ("WARNING", "procurement", "Took 3")
    assert (said["status"], said["request_id"]) == (500, "a" * 32)
    assert "time" in said
    assert "request" not in said


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines("%(message)s")])
def test_log_lines_hold_no_addresses_tokens_queries_or_passwords(formatter: logging.Formatter) -> None:
    said = line(
        formatter,
        "Not found: %s %s %s for %s at %s over %s",
        "/account/password/reset/key/1-c0ffee/",
        "/invitations/c0ffee/",
        "/account/email/confirm/c0ffee/",
        "hana.price@harbour.example",
        "/bids/?token=abc&next=/x",
        "postgres://user:hunter2@db:5432/x",
    )
    for secret in ("c0ffee", "hana.price", "abc", "hunter2"):
        assert secret not in said
    assert "/bids/?[query]" in said


def test_a_request_is_logged_by_its_view_at_level_info(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(PersonFactory(name="Hana Price", email="hana@harbour.example"))
    with caplog.at_level(logging.INFO, logger="commonweal.requests"):
        client.get("/help/?q=secret")
    (record,) = [record for record in caplog.records if record.name == "commonweal.requests"]
    assert record.getMessage() == "GET desk:help 200"
    assert record.milliseconds >= 0  # type: ignore[attr-defined]
    assert "secret" not in without_secrets(str(record.__dict__))


def errors() -> set[str]:
    return {found.id for found in checks.run_checks() if found.id and found.id.startswith("commonweal")}


def test_outside_the_demonstration_the_site_s_address_must_be_set(settings: Any) -> None:
    settings.DEMO, settings.SITE_URL = False, ""
    assert errors() == {"commonweal.E001"}
    settings.SITE_URL = "http://tenders.example.org"
    assert errors() == {"commonweal.E001"}
    settings.SITE_URL = "https://tenders.example.org"
    assert errors() == set()
    settings.GOVUK_NOTIFY_API_KEY = "key"
    assert errors() == {"commonweal.E002"}


class Notify(BaseHTTPRequestHandler):
    """A stand-in for GOV.UK Notify on this computer: answers with `status` and keeps what it was sent."""

    status = 201
    taken: list[tuple[str, dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.taken.append((self.path, body))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b'{"id": "1", "errors": [], "status_code": 500}')

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def notify(settings: Any) -> Iterator[type[Notify]]:
    server = HTTPServer(("127.0.0.1", 0), Notify)
    Notify.taken, Notify.status = [], 201
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "procurement.core.govuk_notify.GovukNotifyBackend"
    settings.GOVUK_NOTIFY_API_KEY = f"name-{uuid.uuid4()}-{uuid.uuid4()}"
    settings.GOVUK_NOTIFY_TEMPLATE_ID = str(uuid.uuid4())
    settings.GOVUK_NOTIFY_URL = f"http://127.0.0.1:{server.server_port}"
    yield Notify
    server.shutdown()
    server.server_close()


def test_mail_goes_by_gov_uk_notify_with_subject_and_text_in_one_template(
    notify: type[Notify], settings: Any
) -> None:
    mail.EmailMessage(subject="Bid received", body="Dear Hana", to=["hana@harbour.example"]).send()
    ((path, body),) = notify.taken
    assert path == "/v2/notifications/email"
    assert body == {
        "email_address": "hana@harbour.example",
        "template_id": settings.GOVUK_NOTIFY_TEMPLATE_ID,
        "personalisation": {"subject": "Bid received", "body": "Dear Hana"},
    }


def test_a_refusal_of_gov_uk_notify_is_an_error_so_that_the_outbox_tries_again(notify: type[Notify]) -> None:
    notify.status = 500
    with pytest.raises(Exception, match="500"):
        mail.EmailMessage(subject="Bid received", body="Dear Hana", to=["hana@harbour.example"]).send()


def test_mail_that_the_worker_prints_does_not_go_through_the_log_which_would_take_out_its_links() -> None:
    assert current_app.conf.worker_redirect_stdouts is False
