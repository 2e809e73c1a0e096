"""Tenders, their lots and stages, the criteria being built, and the model that publication freezes."""

from .criteria import Criterion, MarkingScale, PublishedModel, ScaleStep
from .tenders import Lot, LotStage, Stage, Tender, TenderGrant

__all__ = [
    "Criterion",
    "Lot",
    "LotStage",
    "MarkingScale",
    "PublishedModel",
    "ScaleStep",
    "Stage",
    "Tender",
    "TenderGrant",
]
