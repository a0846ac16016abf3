from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "samkraft.people"
    verbose_name = "Deltagare"
