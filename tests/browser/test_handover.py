"""Discharge by handover (P-038): sent, returned with a reason, sent to somebody else and accepted."""

from datetime import timedelta

import pytest

from samkraft.access.choices import Role
from tests import situations as s


@pytest.fixture(scope="module")
def people(database):
    karin = s.staff("af", first_name="Karin", last_name="Ek", in_team=s.team())
    s.enrolled_case(karin, first_name="Sven", last_name="Bergö", on=s.DAY - timedelta(days=90))
    return {
        "karin": karin,
        "rita": s.staff("af", Role.RECEIVER, first_name="Rita", last_name="Mottar"),
        "olof": s.staff("af", Role.RECEIVER, first_name="Olof", last_name="Holm"),
    }


def test_a_handover_that_comes_back_is_sent_again_and_accepted(visitor, people):
    karin, rita, olof = (visitor().is_(people[name]) for name in ("karin", "rita", "olof"))
    with karin.counted("Notera ett resultat med överlämning", at_most=15):
        karin.go("/").link("Bergö, Sven").tab("Utskrivning").link("Fortsätter i ordinarie verksamhet")
        karin.fill("Utskriven", "30 juni 2021").button("Skriv ut")
        karin.tick("Rita Mottar").fill("Planen, senaste versionen", "Praktik i kök från augusti")
        karin.button("Skicka överlämningen").sees("Till Rita Mottar")
    rita.go("/").sees("En överlämning väntar på ditt svar").link("Sven Bergö").sees("Praktik i kök från augusti")
    rita.open_summary("Lämna tillbaka").choose("Skäl", "Uppgifter saknas").fill(
        "Mer om skälet", "Vem är arbetsgivaren?"
    )
    rita.click("details .ds-button").sees("Du har lämnat tillbaka överlämningen")
    rita.go("/").sees_not("Praktik i kök")
    karin.go("/").sees("Återlämnade överlämningar").link("Bergö").sees("Vem är arbetsgivaren?").tick("Olof Holm")
    karin.fill("Planen, senaste versionen", "Praktik i kök hos Skolköket Rosengård")
    karin.button("Skicka överlämningen").sees("Till Olof Holm")
    olof.go("/").link("Sven Bergö").sees("Skolköket Rosengård").button("Ta emot").sees("Du tog emot överlämningen")
    karin.tab("Utskrivning").sees("Utskrivningen är klar")


def test_a_colleague_of_the_receiver_sees_nothing_of_it(visitor, people):
    """P-038: the handover is for the person named."""
    visitor().is_(s.staff("af", Role.RECEIVER)).go("/overlamningar/").sees_not("Bergö")
