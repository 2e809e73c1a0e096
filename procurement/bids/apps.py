from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "procurement.bids"
    label = "bids"
    verbose_name = "Bids"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing `rules` registers the
        # permissions.
        from . import navigation, rules  # noqa: F401, PLC0415

        navigation.register()
