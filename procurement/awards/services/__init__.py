"""Every change of an award decision and of its documents."""

from .decisions import approve_award, recommend_award, return_award, set_aside_award
from .documents import export_report, retry_document, stored_report

__all__ = [
    "approve_award",
    "export_report",
    "recommend_award",
    "retry_document",
    "return_award",
    "set_aside_award",
    "stored_report",
]
