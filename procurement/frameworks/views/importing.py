"""Importing a framework: give a file, say which column holds what, look at every fault, record the licence, import."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from procurement.accounts.asking import myself, person_of
from procurement.accounts.models import Person
from procurement.core.access import requires
from procurement.core.formatting import counted
from procurement.core.refusals import refusals_on
from procurement.organisations.queries import authorities_for

from .. import rules, services
from ..forms import ColumnsForm, FrameworkFileForm, LicenceForm
from ..importing import read_table
from ..models import Framework, FrameworkFile
from ..queries import framework_file_or_404
from ..services.importing import read_file

FAULTS_LISTED = 200
MEASURES_LISTED = 30
ROWS_SHOWN = 3


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.IMPORT, find=myself)
def upload(request: HttpRequest, person: Person) -> HttpResponse:
    """The file, its title and edition, and whose it is."""
    form = FrameworkFileForm(
        request.POST or None,
        request.FILES or None,
        authorities=authorities_for(person, roles=rules.IMPORTERS),
    )
    if request.method == "POST" and form.is_valid():
        given, file = form.cleaned_data["file"], None
        with refusals_on(form, "file"):
            file = services.keep_framework_file(
                actor=person,
                owner=form.chosen(),
                title=form.cleaned_data["name"],
                version=form.cleaned_data["edition"],
                name=given.name,
                content=given.read(),
            )
        if file is not None:
            return redirect("frameworks:columns", file_id=file.pk)
    return render(request, "frameworks/upload.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.IMPORT, find=framework_file_or_404)
def columns(request: HttpRequest, file: FrameworkFile) -> HttpResponse:
    """Which column holds which field, guessed from the headings."""
    table = read_table(file.name, bytes(file.content))
    form = ColumnsForm(request.POST or None, table=table, mapping=file.mapping)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.map_columns(
                actor=person_of(request), file=file, columns=form.columns(), defaults=form.defaults()
            )
        if form.is_valid():
            return redirect("frameworks:preview", file_id=file.pk)
    context = {
        "form": form,
        "file": file,
        "table": table,
        "sample": table.rows[:ROWS_SHOWN],
        "upload_url": reverse("frameworks:import"),
    }
    return render(request, "frameworks/columns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.IMPORT, find=framework_file_or_404)
def preview(request: HttpRequest, file: FrameworkFile) -> HttpResponse:
    """Every fault of the file, or its measures and the question for the licence; then the import."""
    form = LicenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: Framework | None = None
        with refusals_on(form):
            made = services.import_framework(
                actor=person_of(request),
                file=file,
                licence=form.cleaned_data["licence"],
                statement=form.cleaned_data["statement"],
            )
        if made is not None:
            count = counted(made.measures.count(), "measure")
            messages.success(
                request,
                f"{made} is imported with {count}. {file.owner} can use it; no other authority sees it.",
            )
            return redirect("frameworks:detail", code=made.code, version=made.version)
    table = read_table(file.name, bytes(file.content))
    checked = read_file(file)
    wrong = {fault.row for fault in checked.faults}
    context: dict[str, Any] = {
        "form": form,
        "file": file,
        "table": table,
        "rows": len(table.rows),
        "faults": checked.faults[:FAULTS_LISTED],
        "fault_count": len(checked.faults),
        "wrong_rows": len(wrong),
        "by_column": Counter(fault.column for fault in checked.faults).most_common(),
        "measures": checked.measures[:MEASURES_LISTED],
        "measure_count": len(checked.measures),
        "valued": sum(one.fields["proxy_value"] is not None for one in checked.measures),
        "columns_url": reverse("frameworks:columns", kwargs={"file_id": file.pk}),
        "upload_url": reverse("frameworks:import"),
    }
    return render(request, "frameworks/preview.html", context)
