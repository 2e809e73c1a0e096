"""Addresses of the tenders pages."""

from django.urls import URLPattern

app_name = "tenders"
urlpatterns: list[URLPattern] = []
