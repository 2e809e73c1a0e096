"""A tender's workspace: the side navigation's steps, registered by the app that has the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.permissions import allowed

from .models import LotStage, PublishedModel


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
    text: str
    done: bool
    current: bool


@dataclass(frozen=True)
class Workspace:
    """What `workspace.html` draws around a casework page."""

    lot_stage: LotStage
    model: PublishedModel | None
    steps: tuple[ShownStep, ...]

    @property
    def lot(self) -> Any:
        return self.lot_stage.lot

    @property
    def tender(self) -> Any:
        return self.lot_stage.lot.tender


_steps: dict[str, WorkspaceStep] = {}


def register_step(step: WorkspaceStep) -> None:
    """Add a step to every workspace; called in an app's `ready`."""
    _steps[step.key] = step


def workspace(person: Person, lot_stage: LotStage, *, current: str) -> dict[str, Workspace]:
    """The template context of a casework page: `{"workspace": Workspace}`. Budget: 2 queries and one a step."""
    url_arguments = {"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number}
    shown = []
    for step in sorted(_steps.values(), key=lambda item: item.order):
        if not allowed(step.permission, person, lot_stage):
            continue
        state = step.state(lot_stage)
        url = reverse(step.url_name, kwargs=url_arguments)
        shown.append(ShownStep(step.label, url, state.text, state.done, step.key == current))
    model = PublishedModel.objects.filter(lot=lot_stage.lot_id).order_by("-version").first()
    return {"workspace": Workspace(lot_stage, model, tuple(shown))}
