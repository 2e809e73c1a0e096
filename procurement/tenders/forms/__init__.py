"""What an officer types about a tender: the tender itself, its criteria, its marking scales, its panel."""

from .comparing import saved_now
from .criteria import WHY, CopyForm, CriterionForm, KindForm, ReadyMadeForm
from .documents import DocumentForm, NewVersionForm, UndertakingForm
from .measures import MeasuresForm
from .panel import GrantForm
from .publication import PublishForm
from .scales import NewScaleForm, ScaleForm
from .tenders import LotForm, NewLotForm, NewTenderForm, ReasonForm, TenderForm, TimetableForm

__all__ = [
    "WHY",
    "CopyForm",
    "CriterionForm",
    "DocumentForm",
    "GrantForm",
    "KindForm",
    "LotForm",
    "MeasuresForm",
    "NewLotForm",
    "NewScaleForm",
    "NewTenderForm",
    "NewVersionForm",
    "PublishForm",
    "ReadyMadeForm",
    "ReasonForm",
    "ScaleForm",
    "TenderForm",
    "TimetableForm",
    "UndertakingForm",
    "saved_now",
]
