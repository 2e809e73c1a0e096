from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "procurement.frameworks"
    label = "frameworks"
    verbose_name = "Frameworks"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing registers the permissions.
        from . import rules  # noqa: F401, PLC0415
