from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "procurement.bids"
    label = "bids"
    verbose_name = "Bids"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415 - models must be ready before the permissions are registered
