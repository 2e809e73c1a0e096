"""What an officer types to start a tender from a notice: a file, then whose tender it is."""

from collections.abc import Iterable
from typing import Any

from procurement.core.forms import GovForm, Option, RadiosField, UploadField
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


class StartForm(GovForm):
    """Whose tender the notice becomes."""

    title = "Start a tender from this notice"
    submit_label = "Make the draft"

    authority = RadiosField(label="Contracting authority", choices=())

    def __init__(
        self,
        *args: Any,
        authorities: Iterable[Organisation],
        named: BuyerDraft | None,
        buyer: Organisation | None,
        **kwargs: Any,
    ) -> None:
        """`named` is the buyer in the notice's words, `buyer` the authority here that it is, if any."""
        super().__init__(*args, **kwargs)
        known = {str(authority.pk): authority for authority in authorities}
        self.known = known
        field = self.fields["authority"]
        field.choices = [  # type: ignore[attr-defined]
            Option(key, authority.name, hint="The notice names it as the buyer" if authority == buyer else "")
            for key, authority in known.items()
        ]
        if buyer is not None and str(buyer.pk) in known:
            field.initial = str(buyer.pk)
        else:
            if named is not None:
                field.help_text = (
                    f"The notice names {named.name} as the buyer, which is none of your authorities."
                )
            if len(known) == 1:
                field.initial = next(iter(known))

    def chosen(self) -> Organisation:
        """The authority that was chosen; for a valid form."""
        return self.known[self.cleaned_data["authority"]]
