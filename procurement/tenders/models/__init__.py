"""Tenders, their lots and stages, their documents, the criteria being built, and the model that publication freezes."""

from .criteria import Criterion, MarkingScale, PublishedModel, ScaleStep
from .documents import ConfidentialityUndertaking, DocumentsSeen, DocumentVersion, TenderDocument
from .tenders import Lot, LotStage, Stage, Tender, TenderGrant

__all__ = [
    "ConfidentialityUndertaking",
    "Criterion",
    "DocumentVersion",
    "DocumentsSeen",
    "Lot",
    "LotStage",
    "MarkingScale",
    "PublishedModel",
    "ScaleStep",
    "Stage",
    "Tender",
    "TenderDocument",
    "TenderGrant",
]
