from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "procurement.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        # Registered once the models are loaded, which is only now.
        from . import steps  # noqa: PLC0415

        steps.register()
