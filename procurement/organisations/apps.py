from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "procurement.organisations"
    label = "organisations"
    verbose_name = "Organisations"
