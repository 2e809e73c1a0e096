"""The panel of a lot."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.permissions import demand, refusal
from procurement.core.refusals import done_or_said, refusals_on
from procurement.core.time import database_now
from procurement.core.typed import keeps_typed
from procurement.organisations.views.people import ShownInvitation, shown

from .. import services
from ..forms import GrantForm
from ..models import Lot, LotStage, TenderGrant
from ..queries import grant_or_404, lot_stage_or_404, panel_by_role, panel_invitations, panel_warnings
from ..roles import InLot
from ..rules import MANAGE_PANEL, SEE_PANEL
from .common import casework, to
from .saving import gone_is_done


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(GrantForm)
@requires(SEE_PANEL, find=lot_stage_or_404)
def panel(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Who is on the panel; an officer adds somebody by e-mail address."""
    lot = lot_stage.lot
    form = GrantForm(request.POST or None, several_lots=lot.tender.lots.count() > 1)
    if request.method == "POST":
        demand(MANAGE_PANEL, person_of(request), lot_stage)
        if form.is_valid():
            with refusals_on(form):
                _add(request, lot, form)
            if form.is_valid():
                return to("panel", lot)
    context = {
        "form": form,
        "roles": panel_by_role(lot),
        "invitations": _invitations(request, lot),
        "warnings": panel_warnings(lot),
        "why_not": refusal(MANAGE_PANEL, person_of(request), lot_stage),
    }
    return casework(request, "tenders/panel.html", lot_stage, "panel", context)


def _add(request: HttpRequest, lot: Lot, form: GrantForm) -> None:
    """Give the role to who has an account, and invite who has none."""
    place = {
        "tender": lot.tender,
        "role": form.cleaned_data["role"],
        "lot": None if form.whole_tender else lot,
    }
    if form.person is not None:
        services.grant_on_tender(actor=person_of(request), person=form.person, **place)
        return
    name, email = form.cleaned_data["name"], form.cleaned_data["email"]
    services.invite_to_panel(actor=person_of(request), name=name, email=email, **place)
    messages.success(request, f"An invitation is on its way to {email}.")


def _invitations(request: HttpRequest, lot: Lot) -> list[ShownInvitation]:
    """The invitations to this lot and to the whole tender that are not accepted. Who made one can change it."""
    now = database_now()
    found = panel_invitations(lot)
    return [shown(one, now, changes=one.made_by_id == person_of(request).pk) for one in found]


@require_POST
@gone_is_done("tenders:panel", "tender_id", "lot_number")
@requires(MANAGE_PANEL, find=grant_or_404)
def panel_remove(request: HttpRequest, found: InLot[TenderGrant]) -> HttpResponse:
    """Take a role away again."""
    lot, grant = found.lot, found.thing
    done_or_said(
        request,
        lambda: services.revoke_on_tender(actor=person_of(request), grant=grant),
        success=f"{grant.person} is no longer {grant.get_role_display().lower()} here.",
    )
    return to("panel", lot)
