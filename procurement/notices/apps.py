from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "procurement.notices"
    label = "notices"
    verbose_name = "Notices"
