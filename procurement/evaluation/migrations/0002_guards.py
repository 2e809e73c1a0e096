"""What the database itself refuses: marks on a locked sheet that change, a sheet that is unlocked, a result that changes."""

from typing import Any

from django.db import migrations

from procurement.audit.triggers import append_only, trigger_names

LOCKED = "A locked score sheet is never changed"

_SCORE_OF_LOCKED = (
    "EXISTS (SELECT 1 FROM evaluation_scoresheet WHERE id = {row}.sheet_id AND state = 'locked')"
)

_SHEET = (
    "OLD.state = 'locked' AND (NEW.state <> 'locked' OR NEW.bid_id <> OLD.bid_id OR NEW.evaluator_id <> OLD.evaluator_id"
    " OR NEW.locked_at <> OLD.locked_at)"
)

_PG_SCORE = f"""
CREATE OR REPLACE FUNCTION commonweal_score_of_locked_sheet() RETURNS trigger AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND {_SCORE_OF_LOCKED.format(row="OLD")} THEN RAISE EXCEPTION '{LOCKED}'; END IF;
  IF TG_OP <> 'DELETE' AND {_SCORE_OF_LOCKED.format(row="NEW")} THEN RAISE EXCEPTION '{LOCKED}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;
"""

CHANGED, DELETED = trigger_names("evaluation_score")
ADDED = "evaluation_score_never_added"
SHEET_CHANGED, SHEET_DELETED = trigger_names("evaluation_scoresheet")


def guard(_apps: Any, editor: Any) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{LOCKED}'); END;"
    old, new = _SCORE_OF_LOCKED.format(row="OLD"), _SCORE_OF_LOCKED.format(row="NEW")
    if editor.connection.vendor == "postgresql":
        call = "EXECUTE FUNCTION commonweal_score_of_locked_sheet();"
        statements = [
            _PG_SCORE,
            f"CREATE TRIGGER {ADDED} BEFORE INSERT ON evaluation_score FOR EACH ROW {call}",
            f"CREATE TRIGGER {CHANGED} BEFORE UPDATE ON evaluation_score FOR EACH ROW {call}",
            f"CREATE TRIGGER {DELETED} BEFORE DELETE ON evaluation_score FOR EACH ROW {call}",
            f"CREATE TRIGGER {SHEET_CHANGED} BEFORE UPDATE ON evaluation_scoresheet FOR EACH ROW WHEN ({_SHEET}) "
            f"EXECUTE FUNCTION commonweal_refuse('{LOCKED}');",
            f"CREATE TRIGGER {SHEET_DELETED} BEFORE DELETE ON evaluation_scoresheet FOR EACH ROW "
            f"WHEN (OLD.state = 'locked') EXECUTE FUNCTION commonweal_refuse('{LOCKED}');",
        ]
    else:
        statements = [
            f"CREATE TRIGGER {ADDED} BEFORE INSERT ON evaluation_score FOR EACH ROW WHEN {new} {refuse}",
            f"CREATE TRIGGER {CHANGED} BEFORE UPDATE ON evaluation_score FOR EACH ROW WHEN {old} OR {new} {refuse}",
            f"CREATE TRIGGER {DELETED} BEFORE DELETE ON evaluation_score FOR EACH ROW WHEN {old} {refuse}",
            f"CREATE TRIGGER {SHEET_CHANGED} BEFORE UPDATE ON evaluation_scoresheet FOR EACH ROW WHEN {_SHEET} {refuse}",
            f"CREATE TRIGGER {SHEET_DELETED} BEFORE DELETE ON evaluation_scoresheet FOR EACH ROW "
            f"WHEN OLD.state = 'locked' {refuse}",
        ]
    for statement in statements:
        editor.execute(statement)


def unguard(_apps: Any, editor: Any) -> None:
    for name, table in (
        (ADDED, "evaluation_score"),
        (CHANGED, "evaluation_score"),
        (DELETED, "evaluation_score"),
        (SHEET_CHANGED, "evaluation_scoresheet"),
        (SHEET_DELETED, "evaluation_scoresheet"),
    ):
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {name}{on};")


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunPython(guard, unguard),
        append_only(
            table="evaluation_result",
            columns=(
                "lot_stage_id",
                "published_model_id",
                "number",
                "evaluation",
                "result",
                "result_hash",
                "calculated_at",
                "calculated_by_id",
            ),
            message="A calculated result is never changed",
        ),
    ]
