from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "procurement.evaluation"
    label = "evaluation"
    verbose_name = "Evaluation"

    def ready(self) -> None:
        # Imported for their effect, and only now that every model is loaded.
        from . import rules, steps  # noqa: F401, PLC0415

        steps.register()
