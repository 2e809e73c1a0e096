from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "procurement.frameworks"
    label = "frameworks"
    verbose_name = "Frameworks"
