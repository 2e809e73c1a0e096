"""Addresses of the award pages, all under a lot."""

from django.urls import path

from .views import decision, document

app_name = "awards"
LOT = "tenders/<uuid:tender_id>/lots/<int:lot_number>"
urlpatterns = [
    path(f"{LOT}/recommendation/", decision.recommendation, name="recommendation"),
    path(f"{LOT}/recommendation/answer/", decision.answer, name="answer"),
    path(f"{LOT}/recommendation/set-aside/", decision.set_aside, name="set_aside"),
    path(f"{LOT}/report/", document.report, name="report"),
    path(f"{LOT}/report/status/", document.status, name="status"),
    path(f"{LOT}/report/retry/", document.retry, name="retry"),
    path(f"{LOT}/report/award-report.pdf", document.download, name="download"),
]
