from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "procurement.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        # The outbox has a model, and models are loaded only now.
        from . import mail, outbox  # noqa: PLC0415

        outbox.on_topic(mail.TOPIC, "procurement.core.mail.deliver_mail", erase=True)
