from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "samkraft.exchange"
    verbose_name = "Utbyte"
