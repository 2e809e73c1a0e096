"""Addresses of home, a tender's overview and history, help and the demonstration."""

from django.urls import path

from .views import demo, documents, home, operations, pages, tender

app_name = "desk"
LOT = "tenders/<uuid:tender_id>/lots/<int:lot_number>"
urlpatterns = [
    path("", home.home, name="home"),
    path("demo/sign-in/", home.demo_sign_in, name="demo_sign_in"),
    path(f"{LOT}/demo/end-of-deadline/", demo.end_deadline, name="demo_end_deadline"),
    path("tenders/<uuid:tender_id>/", tender.tender, name="tender"),
    path(f"{LOT}/", tender.lot, name="lot"),
    path(f"{LOT}/history/", tender.lot_history, name="history"),
    path("help/", pages.help_page, name="help"),
    path("help/glossary/", pages.glossary, name="glossary"),
    path("help/<slug:guide>/", pages.guide, name="guide"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("status/", pages.status, name="status"),
    path("status/documents/", documents.documents, name="documents"),
    path("status/documents/now/", documents.now, name="documents_now"),
    path("healthz", operations.healthz, name="healthz"),
    path("metrics", operations.metrics, name="metrics"),
]
