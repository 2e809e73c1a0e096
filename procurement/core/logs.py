"""How log lines are written: plain text or JSON, each with the request's id, none with an address or a token."""

import logging
import re
from typing import Any

from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

from .request_ids import request_id

requests = logging.getLogger("commonweal.requests")

_SECRETS = (
    # One-time links (to a password, a confirmation, an invitation), then user and password in an address, e-mail
    # addresses, and the query of an address.
    (re.compile(r"(/(?:key|confirm|invitations)/)[^/\s\"']+"), r"\1[token]"),
    (re.compile(r"(://)[^/@\s\"']+@"), r"\1[credentials]@"),
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "[e-mail address]"),
    (re.compile(r"(/[\w./-]*)\?[^\s\"'<>]+"), r"\1?[query]"),
)


def without_secrets(text: str) -> str:
    """`text` without one-time links, queries of addresses, e-mail addresses and passwords in addresses."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class RequestId(logging.Filter):
    """Puts `request_id` on every record; "-" outside of a request and a task."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id() or "-"
        return True


class NotForHealth(logging.Filter):
    """Leaves out that `/healthz` answered 503: a monitor asks all the time, and `core.health` says what changed."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return not (isinstance(request, HttpRequest) and view_name(request) == "desk:healthz")


class PlainLines(logging.Formatter):
    """One line for people: time, level, request, logger, message."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonLines(JsonFormatter):
    """One JSON object for each record: time, level, logger, message, request_id, and the record's own figures."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            timestamp="time",
            json_ensure_ascii=False,
            # Django puts the request itself on some records, and with it the query.
            reserved_attrs=[
                *logging.makeLogRecord({}).__dict__,
                "request",
                "server_time",
                "message",
                "asctime",
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def view_name(request: HttpRequest) -> str:
    """The name of the view that answered, "none" where no view was found: so an address's ids are never kept."""
    match: Any = request.resolver_match
    return str(match.view_name) if match is not None else "none"


def note_request(request: HttpRequest, status: int, seconds: float) -> None:
    """Write a request's line, at level INFO: method, name of the view, status, milliseconds. No address."""
    requests.info(
        "%s %s %s",
        request.method,
        view_name(request),
        status,
        extra={"view": view_name(request), "status": status, "milliseconds": round(seconds * 1000)},
    )
