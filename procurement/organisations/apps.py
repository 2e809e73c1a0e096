from django.apps import AppConfig
from django.db.models import OuterRef


class OrganisationsConfig(AppConfig):
    name = "procurement.organisations"
    label = "organisations"
    verbose_name = "Organisations"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing `rules` registers the permissions.
        from procurement.accounts.second_factor import need_second_factor  # noqa: PLC0415

        from . import invitations, navigation, rules  # noqa: PLC0415
        from .models import OrganisationGrant  # noqa: PLC0415
        from .services.invitations import give_on_organisation  # noqa: PLC0415

        decide = (OrganisationGrant.Role.OFFICER, OrganisationGrant.Role.APPROVER)
        need_second_factor(lambda: OrganisationGrant.objects.filter(person=OuterRef("pk"), role__in=decide))
        invitations.on_invitation(
            "",
            invitations.Gift(
                invitations.organisation_role, rules.may_give_on_organisation, give_on_organisation
            ),
        )
        navigation.register()
