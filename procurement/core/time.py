"""The clock that counts: the database's, read when a request arrives and before it waits for anything."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.http import HttpRequest, HttpResponse


def database_now() -> datetime:
    """The database's present time, aware, to the millisecond or better. Deadlines are compared with this clock."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC)  # type: ignore[no-any-return]
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)


class ArrivalTimeMiddleware:
    """Puts `request.arrived_at` on every request that may change something, before anything else happens to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            request.arrived_at = database_now()  # type: ignore[attr-defined]
        return self.get_response(request)
