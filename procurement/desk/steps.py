"""What the app adds to the rest when it is loaded: navigation, the presentation of a person, workspace steps."""

from procurement.core.navigation import NavItem, everyone, footer, introduction, primary
from procurement.tenders.workspace import StepState, WorkspaceStep, register_step

from .queries import describe
from .rules import works_for_an_authority


def register() -> None:
    """Called once, when Django is ready."""
    primary.register(NavItem("Home", "desk:home", order=10))
    primary.register(NavItem("Help", "desk:help", order=900))
    footer.register(NavItem("Glossary", "desk:glossary", order=10))
    footer.register(NavItem("Accessibility", "desk:accessibility", visible=everyone, order=20))
    footer.register(NavItem("Privacy and cookies", "desk:privacy", order=25))
    footer.register(
        NavItem("Documents being made", "desk:documents", visible=works_for_an_authority, order=28)
    )
    footer.register(NavItem("Status", "desk:status", visible=works_for_an_authority, order=30))
    introduction.describe = describe
    register_step(
        WorkspaceStep(10, "overview", "Overview", "desk:lot", "tenders.view", lambda _lot_stage: StepState())
    )
    register_step(
        WorkspaceStep(
            120, "history", "History", "desk:history", "tenders.history", lambda _lot_stage: StepState()
        )
    )
