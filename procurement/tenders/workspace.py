"""A tender's workspace: the side navigation's steps, registered by the app that has the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.formatting import day, money
from procurement.core.permissions import allowed
from procurement.core.remembering import remembering

from .models import Lot, LotStage, PublishedModel, Tender


@dataclass(frozen=True)
class StepState:
    """What the side navigation says beside a step: a word or figure, and whether the step is finished."""

    text: str = ""
    done: bool = False


@dataclass(frozen=True)
class WorkspaceStep:
    """One page of the workspace. `permission` decides who sees it; `state` may cost one query."""

    order: int
    key: str
    label: str
    url_name: str
    permission: str
    state: Callable[[LotStage], StepState]


@dataclass(frozen=True)
class ShownStep:
    label: str
    url: str
    state: str
    done: bool
    current: bool


@dataclass(frozen=True)
class Workspace:
    """What `workspace.html` draws around a casework page."""

    lot_stage: LotStage
    model: PublishedModel | None
    steps: tuple[ShownStep, ...]

    @property
    def lot(self) -> Lot:
        return self.lot_stage.lot

    @property
    def tender(self) -> Tender:
        return self.lot_stage.lot.tender

    @property
    def title(self) -> str:
        return self.tender.title

    @property
    def facts(self) -> list[str]:
        """Reference, lot and value, for the line under the title."""
        value = self.lot.value or self.tender.value
        worth = [money(value, self.tender.currency)] if value else []
        return [self.tender.reference, f"Lot {self.lot.number}: {self.lot.title}", *worth]

    @property
    def state(self) -> str:
        return self._standing[0]

    @property
    def state_kind(self) -> str:
        return self._standing[1]

    @property
    def _standing(self) -> tuple[str, str]:
        if self.tender.state != Tender.State.PUBLISHED and self.lot_stage.state == LotStage.State.WAITING:
            return self.tender.get_state_display(), self.tender.state
        return self.lot_stage.get_state_display(), self.lot_stage.state

    @property
    def model_line(self) -> str:
        return (
            f"Model version {self.model.version}, frozen {day(self.model.published_at)}" if self.model else ""
        )

    @property
    def model_hash(self) -> str:
        return self.model.model_hash if self.model else ""


_steps: dict[str, WorkspaceStep] = {}


def register_step(step: WorkspaceStep) -> None:
    """Add a step to every workspace; called in an app's `ready`."""
    _steps[step.key] = step


def _in_order() -> list[WorkspaceStep]:
    return sorted(_steps.values(), key=lambda item: item.order)


def entrance(*, tender_id: Any, lot_number: int) -> str:
    """The address of a lot's workspace: its first page."""
    return reverse(_in_order()[0].url_name, kwargs={"tender_id": tender_id, "lot_number": lot_number})


def workspace(person: Person, lot_stage: LotStage, *, current: str) -> dict[str, Workspace]:
    """The template context of a casework page: `{"workspace": Workspace}`. Budget: 2 queries and one a step."""
    url_arguments = {"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number}
    shown = []
    with remembering():
        seen = [step for step in _in_order() if allowed(step.permission, person, lot_stage)]
    for step in seen:
        state = step.state(lot_stage)
        url = reverse(step.url_name, kwargs=url_arguments)
        shown.append(ShownStep(step.label, url, state.text, state.done, step.key == current))
    # The frozen documents are long, and the frame shows only the version and the digest.
    models = PublishedModel.objects.filter(lot=lot_stage.lot_id).defer("model", "questions")
    model = models.order_by("-version").first()
    return {"workspace": Workspace(lot_stage, model, tuple(shown))}
