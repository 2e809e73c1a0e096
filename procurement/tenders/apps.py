from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "procurement.tenders"
    label = "tenders"
    verbose_name = "Tenders"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing registers roles and permissions.
        from . import document_rules, roles, rules, steps  # noqa: F401, PLC0415

        steps.register()
