"""Addresses of the notices pages."""

from django.urls import path

from .views import officer

app_name = "notices"
urlpatterns = [
    path("tenders/from-notice/", officer.upload, name="upload"),
    path("tenders/from-notice/<uuid:file_id>/", officer.choose, name="choose"),
    path("tenders/from-notice/<uuid:file_id>/<int:number>/", officer.start, name="start"),
]
