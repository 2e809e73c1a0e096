"""Every change of an award decision and of its documents."""

from .decisions import approve_award, recommend_award, return_award, set_aside_award
from .documents import retry_document

__all__ = [
    "approve_award",
    "recommend_award",
    "retry_document",
    "return_award",
    "set_aside_award",
]
