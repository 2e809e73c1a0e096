"""The site's addresses, and one whose view fails: for tests of what people are shown then."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from procurement import urls

handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("for hana@harbour.example")


urlpatterns = [*urls.urlpatterns, path("broken/", broken)]
