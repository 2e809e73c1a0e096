"""Every change of an award decision and of its documents."""

from .decisions import approve_award, recommend_award, return_award, set_aside_award
from .documents import render_document, retry_document

__all__ = [
    "approve_award",
    "recommend_award",
    "render_document",
    "retry_document",
    "return_award",
    "set_aside_award",
]
