"""What an officer types to start a tender from a notice: a file, then whose tender it is."""

from collections.abc import Iterable
from typing import Any

from procurement.core.forms import GovForm, UploadField
from procurement.organisations.forms import AuthorityForm
from procurement.organisations.models import Organisation

from .ocds import MAX_BYTES, BuyerDraft


class NoticeFileForm(GovForm):
    """The file of notices."""

    title = "Start from a notice"
    submit_label = "Read the file"

    file = UploadField(
        label="File of notices",
        kinds=["json", "jsonl", "ndjson", "txt"],
        largest=MAX_BYTES,
        help_text=(
            "A release or a release package in the Open Contracting Data Standard (OCDS 1.1), as Find a "
            "Tender, "
            "Contracts Finder, Public Contracts Scotland and Sell2Wales publish it. JSON or JSON Lines, up "
            "to 20 MB."
        ),
    )


class StartForm(AuthorityForm):
    """Whose tender the notice becomes."""

    title = "Start a tender from this notice"
    submit_label = "Make the draft"

    def __init__(
        self,
        *args: Any,
        authorities: Iterable[Organisation],
        named: BuyerDraft | None,
        buyer: Organisation | None,
        **kwargs: Any,
    ) -> None:
        """`named` is the buyer in the notice's words, `buyer` the authority here that it is, if any."""
        hints = {buyer: "The notice names it as the buyer"} if buyer else None
        super().__init__(*args, authorities=authorities, hints=hints, **kwargs)
        field = self.fields["authority"]
        if buyer is not None and str(buyer.pk) in self.known:
            field.initial = str(buyer.pk)
        elif named is not None:
            field.help_text = (
                f"The notice names {named.name} as the buyer, which is none of your authorities."
            )
