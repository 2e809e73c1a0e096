"""How bytes leave as a file: under a name, as a download unless it is said that a browser may show them.

`SecurityMiddleware` keeps browsers from guessing at the content of any answer.
"""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(
    content: bytes, *, name: str, content_type: str, is_secret: bool = False, shown: bool = False
) -> HttpResponse:
    """A file as an answer; what is secret is kept in no cache, and only what is `shown` opens in the browser."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=not shown, filename=name)
    if is_secret:
        response["Cache-Control"] = "private, no-store"
    return response
