from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "procurement.bids"
    label = "bids"
    verbose_name = "Bids"
