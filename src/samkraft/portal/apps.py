from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "samkraft.portal"
    verbose_name = "Personens sida"

    def ready(self):
        from samkraft.access.other_logins import register as register_login
        from samkraft.people.own_page import register as register_offer
        from samkraft.portal.actions import take_away
        from samkraft.portal.demo import to_try
        from samkraft.portal.offers import offer

        register_offer(offer, take_away)
        register_login(to_try)
