from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "procurement.tenders"
    label = "tenders"
    verbose_name = "Tenders"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing registers roles and permissions.
        from procurement.accounts.second_factor import need_second_factor  # noqa: PLC0415
        from procurement.organisations.invitations import on_invitation  # noqa: PLC0415

        from . import document_rules, queries, roles, rules, steps  # noqa: F401, PLC0415
        from .services import inviting  # noqa: PLC0415

        steps.register()
        need_second_factor(roles.grants_that_decide)
        for kind in (queries.INVITED_ON_TENDER, queries.INVITED_ON_LOT):
            on_invitation(kind, inviting.panel_gift())
