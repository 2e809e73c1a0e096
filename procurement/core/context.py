"""What every page needs: the name of the service, who is looking, and where they can go."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from .navigation import footer, introduction, primary


def site(request: HttpRequest) -> dict[str, Any]:
    """Variables of `base.html`: site_name, demo, person_line, nav_items and footer_links (NavLinks)."""
    # A request that failed before anybody was recognised has no user; its page is drawn for a stranger.
    visitor = getattr(request, "user", None) or AnonymousUser()
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "person_line": introduction.of(visitor),
        "nav_items": primary.links(visitor, request.path),
        "footer_links": footer.links(visitor, request.path),
    }
