from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "samkraft.programmes"
    verbose_name = "Program"

    def ready(self):
        from samkraft.access.sessions import register_programmes
        from samkraft.programmes.days import demo_day, names

        register_programmes(demo_day, names)
