"""Every read of an evaluation for a page, a document or another app."""

from .bundle import full_bundle
from .moderation import ScoreMatrix, Spread, first_marks, range_share, score_matrix
from .open_points import OpenPoint, open_points
from .results import latest_result
from .scoring import Scoreboard, scoreboard

__all__ = [
    "OpenPoint",
    "ScoreMatrix",
    "Scoreboard",
    "Spread",
    "first_marks",
    "full_bundle",
    "latest_result",
    "open_points",
    "range_share",
    "score_matrix",
    "scoreboard",
]
