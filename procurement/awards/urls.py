"""Addresses of the awards pages."""

from django.urls import URLPattern

app_name = "awards"
urlpatterns: list[URLPattern] = []
