from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "procurement.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        # The receivers use models, which are loaded only now.
        from . import receivers  # noqa: PLC0415

        receivers.connect()
