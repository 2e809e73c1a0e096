"""One id for everything that a request causes: its log lines, its tasks, its outbox messages, its error page.

django-guid gives each request an id: the proxy's own where `X-Request-ID` holds a UUID, else a new one. It puts it into
the answer's header, and hands it on to tasks. What waits in the outbox keeps it in its row.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django_guid import clear_guid, get_guid, set_guid


def request_id() -> str:
    """The id of the request or task that runs now; empty outside of both."""
    return str(get_guid() or "")[:36]


@contextmanager
def caused_by(earlier: str) -> Iterator[None]:
    """Work under the id of the request that caused it; an empty one changes nothing."""
    present = get_guid()
    if earlier:
        set_guid(earlier)
    try:
        yield
    finally:
        if present:
            set_guid(present)
        else:
            clear_guid()
