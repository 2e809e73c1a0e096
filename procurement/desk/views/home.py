"""The first page: a to-do list for who is signed in, an introduction for who is not."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from procurement.accounts.models import Person
from procurement.core.access import public
from procurement.tenders.queries import open_lot_stages

from ..demonstration.people import DEMO_PEOPLE, WESTVALE_PEOPLE
from ..queries import home_groups
from ..queries.public import decided_lately

MOST_LOTS = 5


@require_safe
@public
def home(request: HttpRequest) -> HttpResponse:
    """To-do lists by role when signed in; else what Commonweal is, and the demonstration's sign-ins."""
    if request.user.is_authenticated:
        return render(request, "desk/home.html", {"groups": home_groups(request.user)})
    return render(
        request,
        "desk/welcome.html",
        {
            "people": DEMO_PEOPLE if settings.DEMO else (),
            "neighbours": WESTVALE_PEOPLE if settings.DEMO else (),
            "open_lots": open_lot_stages()[:MOST_LOTS],
            "decided": decided_lately()[:MOST_LOTS],
        },
    )


@require_POST
@public
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people. Outside the demonstration this address does not exist."""
    if not settings.DEMO:
        raise Http404
    emails = {person.email for person in (*DEMO_PEOPLE, *WESTVALE_PEOPLE)}
    person = Person.objects.filter(email=request.POST.get("email"), email__in=emails).first()
    if person is None:
        raise Http404
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create_from_request(request)
    return redirect("desk:home")
