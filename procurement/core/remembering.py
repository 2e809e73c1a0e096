"""Asking once: while a page is drawn, the same question to the database is asked a single time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
_known: ContextVar[dict[Any, Any] | None] = ContextVar("_known", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember what `once` was told, until the block ends. Never around a change: what is locked is read again."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(key: tuple[Any, ...], find: Callable[[], T]) -> T:
    """What `find` says: asked once for a key while a page is drawn, and each time otherwise."""
    known = _known.get()
    if known is None:
        return find()
    if key not in known:
        known[key] = find()
    return known[key]  # type: ignore[no-any-return]


class RememberingMiddleware:
    """Requests that change nothing remember from their beginning; the others only while their page is drawn."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with remembering():
            return self.get_response(request)
