"""Every change of a tender, its lots, its documents, its award criteria, its marking scales and its panel."""

from ..specs import LotSpec, StepSpec
from .criteria import add_criterion, choose_measures, move_criterion, remove_criterion, update_criterion
from .documents import (
    accept_undertaking,
    add_document,
    note_documents_seen,
    read_restricted_document,
    release_document,
    replace_document,
    withdraw_document,
)
from .ending import cancel_tender, end_lot, finish_if_over, reopen_if_not_over
from .inviting import invite_to_panel
from .lots import add_lot, remove_lot, update_lot
from .panel import grant_on_tender, revoke_on_tender
from .publication import publish_tender
from .scales import add_scale, remove_scale, update_scale, use_scale
from .tenders import create_tender, set_timetable, update_tender
from .whole_trees import apply_template, copy_criteria

__all__ = [
    "LotSpec",
    "StepSpec",
    "accept_undertaking",
    "add_criterion",
    "add_document",
    "add_lot",
    "add_scale",
    "apply_template",
    "cancel_tender",
    "choose_measures",
    "copy_criteria",
    "create_tender",
    "end_lot",
    "finish_if_over",
    "grant_on_tender",
    "invite_to_panel",
    "move_criterion",
    "note_documents_seen",
    "publish_tender",
    "read_restricted_document",
    "release_document",
    "remove_criterion",
    "remove_lot",
    "remove_scale",
    "reopen_if_not_over",
    "replace_document",
    "revoke_on_tender",
    "set_timetable",
    "update_criterion",
    "update_lot",
    "update_scale",
    "update_tender",
    "use_scale",
    "withdraw_document",
]
