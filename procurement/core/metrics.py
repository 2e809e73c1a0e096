"""Metrics of the web process: requests by view and status, and how long they took.

Each of gunicorn's processes writes its own figures into the folder PROMETHEUS_MULTIPROC_DIR (see gunicorn.conf.py);
whoever answers /metrics adds them up. Labels are names of views, never addresses.
"""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from .logs import note_request, view_name

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
REQUESTS = Counter("commonweal_requests", "Requests answered.", ["method", "view", "status"])
SECONDS = Histogram(
    "commonweal_request_seconds",
    "Seconds from a request's arrival to its answer.",
    ["view"],
    buckets=(0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30),
)


class RequestMiddleware:
    """Counts and times every request, and writes its line in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        taken = time.perf_counter() - started
        view = view_name(request)
        # A method that nobody knows would make a new series for each word that somebody invents.
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view, str(response.status_code)).inc()
        SECONDS.labels(view).observe(taken)
        note_request(request, response.status_code, taken)
        return response


def exposition(*collectors: Collector) -> bytes:
    """All figures in Prometheus's text format: those of every web process, and what `collectors` find now."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry)
