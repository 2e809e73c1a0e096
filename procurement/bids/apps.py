from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "procurement.bids"
    label = "bids"
    verbose_name = "Bids"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing `rules` registers the
        # permissions.
        from procurement.tenders.services.document_changes import when_document_changes  # noqa: PLC0415
        from procurement.tenders.services.ending import when_lot_ends  # noqa: PLC0415
        from procurement.tenders.services.panel import refuse_grant_when  # noqa: PLC0415

        from . import navigation, notifications, rules  # noqa: PLC0415

        navigation.register()
        when_lot_ends(notifications.tell_ended)
        when_document_changes(notifications.tell_document_changed)
        refuse_grant_when(lambda grant: rules.why_no_role(grant.person, grant.tender))
