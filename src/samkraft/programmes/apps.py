from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "samkraft.programmes"
    verbose_name = "Program"

    def ready(self):
        from samkraft.access.sessions import register_programme_day
        from samkraft.programmes.days import demo_day

        register_programme_day(demo_day)
