"""Addresses of the frameworks pages."""

from django.urls import path

from .views import browsing, confirming, importing

app_name = "frameworks"

urlpatterns = [
    path("", browsing.framework_list, name="list"),
    path("measures/", browsing.measure_search, name="search"),
    path("import/", importing.upload, name="import"),
    path("import/<uuid:file_id>/columns/", importing.columns, name="columns"),
    path("import/<uuid:file_id>/", importing.preview, name="preview"),
    path("<slug:code>/<str:version>/", browsing.framework_detail, name="detail"),
    path("<slug:code>/<str:version>/compared-with/<str:other>/", browsing.framework_compare, name="compare"),
    path("<slug:code>/<str:version>/measures/<str:measure>/confirm/", confirming.confirm, name="confirm"),
]
