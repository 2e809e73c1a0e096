"""Every change of state of an evaluation, from the declarations to the result."""

from .commitments import review_commitment
from .declarations import decide_conflict, declare
from .exports import Form, export_table
from .moderation import moderate
from .passes import decide_pass
from .results import close_moderation, export_result
from .sheets import lock_sheets, open_sheet, save_score
from .start import start_evaluation

__all__ = [
    "Form",
    "close_moderation",
    "decide_conflict",
    "decide_pass",
    "declare",
    "export_result",
    "export_table",
    "lock_sheets",
    "moderate",
    "open_sheet",
    "review_commitment",
    "save_score",
    "start_evaluation",
]
