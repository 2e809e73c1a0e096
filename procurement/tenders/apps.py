from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "procurement.tenders"
    label = "tenders"
    verbose_name = "Tenders"
