from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "procurement.bids"
    label = "bids"
    verbose_name = "Bids"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing `rules` registers the
        # permissions.
        from procurement.tenders.services.panel import refuse_grant_when  # noqa: PLC0415

        from . import navigation, rules  # noqa: PLC0415

        navigation.register()
        refuse_grant_when(lambda grant: rules.why_no_role(grant.person, grant.tender))
