from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "procurement.evaluation"
    label = "evaluation"
    verbose_name = "Evaluation"

    def ready(self) -> None:
        # Imported only now that every model is loaded; importing `rules` registers the permissions.
        from procurement.bids.rules import keep_out_when  # noqa: PLC0415

        from . import rules, steps  # noqa: PLC0415

        keep_out_when(rules.why_kept_out)
        steps.register()
