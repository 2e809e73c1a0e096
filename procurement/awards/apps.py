from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "procurement.awards"
    label = "awards"
    verbose_name = "Awards"

    def ready(self) -> None:
        # Registered once the models are loaded, which is only now.
        from . import steps  # noqa: PLC0415

        steps.register()
