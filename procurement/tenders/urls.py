"""Addresses of the tenders pages."""

from django.urls import path

from .views import (
    criteria,
    documents,
    lots,
    measures,
    panel,
    public_documents,
    publication,
    scales,
    tenders,
)

app_name = "tenders"

LOT = "tenders/<uuid:tender_id>/lots/<int:lot_number>/"
CRITERION = f"{LOT}criteria/<uuid:criterion_id>/"
DOCUMENT = f"{LOT}documents/<uuid:document_id>/"
PUBLISHED = "opportunities/<uuid:tender_id>/documents/"
SCALE = f"{LOT}criteria/scales/<int:scale_id>/"

urlpatterns = [
    path("tenders/", tenders.tender_list, name="list"),
    path("tenders/new/", tenders.tender_new, name="new"),
    path("tenders/<uuid:tender_id>/edit/", tenders.tender_edit, name="edit"),
    path("tenders/<uuid:tender_id>/timetable/", tenders.timetable, name="timetable"),
    path("tenders/<uuid:tender_id>/cancel/", tenders.tender_cancel, name="cancel"),
    path("tenders/<uuid:tender_id>/lots/", lots.lot_list, name="lots"),
    path("tenders/<uuid:tender_id>/lots/add/", lots.lot_add, name="lot_add"),
    path(f"{LOT}edit/", lots.lot_edit, name="lot_edit"),
    path(f"{LOT}remove/", lots.lot_remove, name="lot_remove"),
    path(f"{LOT}end/", lots.lot_end, name="lot_end"),
    path(f"{LOT}criteria/", criteria.criteria, name="criteria"),
    path(f"{LOT}criteria/add/", criteria.criterion_add, name="criterion_add"),
    path(f"{LOT}criteria/ready-made/", criteria.criteria_ready_made, name="criteria_ready_made"),
    path(f"{LOT}criteria/copy/", criteria.criteria_copy, name="criteria_copy"),
    path(f"{LOT}criteria/scales/", scales.scales, name="scales"),
    path(f"{LOT}criteria/scales/add/", scales.scale_add, name="scale_add"),
    path(SCALE, scales.scale_edit, name="scale_edit"),
    path(f"{SCALE}remove/", scales.scale_remove, name="scale_remove"),
    path(f"{SCALE}use/", scales.scale_use, name="scale_use"),
    path(CRITERION, criteria.criterion_edit, name="criterion_edit"),
    path(f"{CRITERION}remove/", criteria.criterion_remove, name="criterion_remove"),
    path(f"{CRITERION}move/", criteria.criterion_move, name="criterion_move"),
    path(f"{CRITERION}measures/", measures.criterion_measures, name="criterion_measures"),
    path(f"{LOT}documents/", documents.documents, name="documents"),
    path(f"{LOT}documents/add/", documents.document_add, name="document_add"),
    path(f"{LOT}documents/all.zip", documents.document_archive, name="document_archive"),
    path(DOCUMENT, documents.document, name="document"),
    path(f"{DOCUMENT}replace/", documents.document_replace, name="document_replace"),
    path(f"{DOCUMENT}withdraw/", documents.document_withdraw, name="document_withdraw"),
    path(f"{DOCUMENT}version-<int:number>/", documents.document_file, name="document_file"),
    path(f"{PUBLISHED}all.zip", public_documents.public_archive, name="public_archive"),
    path(f"{PUBLISHED}undertaking/", public_documents.undertaking, name="undertaking"),
    path(
        f"{PUBLISHED}<uuid:document_id>/version-<int:number>/",
        public_documents.public_file,
        name="public_file",
    ),
    path(
        f"{PUBLISHED}restricted/<uuid:document_id>/version-<int:number>/",
        public_documents.restricted_file,
        name="restricted_file",
    ),
    path(f"{LOT}publish/", publication.publish, name="publish"),
    path(f"{LOT}publish/model.json", publication.model_file, name="model_file"),
    path(f"{LOT}panel/", panel.panel, name="panel"),
    path(f"{LOT}panel/<int:grant_id>/remove/", panel.panel_remove, name="panel_remove"),
]
