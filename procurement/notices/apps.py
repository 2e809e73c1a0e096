from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "procurement.notices"
    label = "notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        # Models can be imported only now that every app is loaded; importing registers the permissions.
        from . import rules  # noqa: F401, PLC0415
