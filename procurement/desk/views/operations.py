"""What machines ask the site: whether it is well, and for its figures."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from procurement.core.access import public
from procurement.core.health import health
from procurement.core.metrics import exposition

from ..gauges import DatabaseGauges


@require_safe
@never_cache
@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when everything is well, else 503, with each check by name."""
    checks = health()
    well = all(check.well for check in checks)
    return JsonResponse(
        {
            "status": "ok" if well else "unwell",
            "checks": {check.name: {"ok": check.well, "says": check.words} for check in checks},
        },
        status=200 if well else 503,
    )


@require_safe
@never_cache
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus's format, to whoever sends METRICS_TOKEN as a bearer token; 404 to everybody else."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not constant_time_compare(given, token):
        raise Http404
    return HttpResponse(exposition(DatabaseGauges()), content_type="text/plain; version=0.0.4; charset=utf-8")
