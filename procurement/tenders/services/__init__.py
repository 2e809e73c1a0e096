"""Every change of a tender, its lots, its award criteria, its marking scales and its panel."""

from ..specs import LotSpec, StepSpec
from .criteria import add_criterion, choose_measures, move_criterion, remove_criterion, update_criterion
from .ending import cancel_tender, end_lot, finish_if_over, reopen_if_not_over
from .lots import add_lot, remove_lot, update_lot
from .panel import grant_on_tender, revoke_on_tender
from .publication import publish_tender
from .scales import add_scale, remove_scale, update_scale, use_scale
from .tenders import create_tender, set_timetable, update_tender
from .whole_trees import apply_template, copy_criteria

__all__ = [
    "LotSpec",
    "StepSpec",
    "add_criterion",
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
    "move_criterion",
    "publish_tender",
    "remove_criterion",
    "remove_lot",
    "remove_scale",
    "reopen_if_not_over",
    "revoke_on_tender",
    "set_timetable",
    "update_criterion",
    "update_lot",
    "update_scale",
    "update_tender",
    "use_scale",
]
