"""Notifications to a lot's panel: what is to do when the evaluation starts, and that marks can be compared."""

from procurement.accounts.models import Person
from procurement.core.notifications import notify
from procurement.tenders.models import LotStage
from procurement.tenders.notifications import about, lot_path

from .models import ConflictDeclaration
from .panel import Role, fully_locked, people_with, recused_from

WORK = (
    (
        Role.EVALUATOR,
        "evaluation:scoring",
        "Read each answer, give it a mark and write your reason. Then lock your score sheets.",
    ),
    (
        Role.SOCIAL_VALUE_REVIEWER,
        "evaluation:social_value",
        "Judge each social value commitment: how much of it counts, and why.",
    ),
    (
        Role.MODERATOR,
        "evaluation:moderation",
        "Decide the pass or fail criteria. When every evaluator has locked, you get another e-mail.",
    ),
)


def tell_started(*, actor: Person, lot_stage: LotStage) -> None:
    """What is to do, to each member of the panel who is not recused: one mail each, for the first of their roles."""
    declared = set(
        ConflictDeclaration.objects.filter(lot_stage=lot_stage).values_list("person_id", flat=True)
    )
    written = set(recused_from(lot_stage).values_list("person_id", flat=True)) | {actor.pk}
    for role, page, task in WORK:
        for person in people_with(lot_stage, [role]):
            if person.pk in written:
                continue
            written.add(person.pk)
            notify(
                [person],
                "evaluation_started",
                path=lot_path(lot_stage, page if person.pk in declared else "evaluation:conflicts"),
                declared=person.pk in declared,
                task=task,
                **about(lot_stage),
            )


def tell_if_all_locked(*, lot_stage: LotStage) -> None:
    """That marks can be compared, to the moderators who take part, once every evaluator who takes part has locked."""
    if not fully_locked([lot_stage]):
        return
    moderators = people_with(lot_stage, [Role.MODERATOR]).exclude(
        pk__in=recused_from(lot_stage).values("person_id")
    )
    notify(moderators, "sheets_locked", path=lot_path(lot_stage, "evaluation:moderation"), **about(lot_stage))
