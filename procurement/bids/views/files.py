"""The files of a bid: added, replaced, read again and removed by the supplier's own people."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procurement.bids import services, vault
from procurement.bids.forms import FileForm
from procurement.bids.queries import OwnBid, OwnFile, own_bid_or_404, own_file
from procurement.bids.sealing import SealBroken
from procurement.core import downloads
from procurement.core.access import requires
from procurement.core.formatting import file_size
from procurement.core.refusals import done_or_said, refusals_on

from .parts import is_complete


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_bid_or_404)
def files(request: HttpRequest, own: OwnBid) -> HttpResponse:
    """The files of the bid, and the form that adds one."""
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if posted and is_complete(form, own):
        upload = form.cleaned_data["file"]
        names = {entry.name.casefold() for entry in own.content.files}
        with refusals_on(form, "file"):
            entry = services.add_file(
                actor=request.user,
                bid=own.bid,
                name=upload.name,
                data=upload.read(),
                received_at=request.arrived_at,
            )
            # Messages may be kept in the session: a file's name is content of the bid and stays out of them.
            replaced = entry.name.casefold() in names
            messages.success(
                request, "The file replaces the older one of its name." if replaced else "The file is added."
            )
            return redirect("bids:files", bid_id=own.bid.pk)
    shown = [{"entry": entry, "size": file_size(entry.size)} for entry in own.content.files]
    return render(request, "bids/files.html", {"form": form, "own": own, "files": shown})


@require_safe
@requires("bids.read_own", find=own_file)
def download(request: HttpRequest, found: OwnFile) -> HttpResponse:
    """A file of the draft as it was added. Always a download: a browser never runs what is in it."""
    if found.entry is None:
        raise Http404("There is no such file in your bid.")
    try:
        entry, data = vault.own_file(actor=request.user, bid=found.bid, file_id=found.file_id)
    except SealBroken as broken:
        messages.error(request, f"This file cannot be read. {broken} Remove it and add it again.")
        return redirect("bids:files", bid_id=found.bid.pk)
    return downloads.download(data, name=entry.name, content_type=entry.type, is_secret=True)


@require_POST
@requires("bids.read_own", find=own_file)
def remove(request: HttpRequest, found: OwnFile) -> HttpResponse:
    """Take a file out of the draft. A second click finds it removed already, and says the same."""
    done_or_said(
        request,
        lambda: services.remove_file(
            actor=request.user, bid=found.bid, file_id=found.file_id, received_at=request.arrived_at
        ),
        success="The file is removed.",
    )
    return redirect("bids:files", bid_id=found.bid.pk)
