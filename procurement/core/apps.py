from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "procurement.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        # The outbox has a model, and models are loaded only now.
        from . import checks, mail, outbox  # noqa: F401, PLC0415 - importing `checks` registers them

        outbox.on_topic(mail.TOPIC, "procurement.core.mail.deliver_mail", erase=True)
