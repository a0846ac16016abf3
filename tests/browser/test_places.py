"""A place in an activity, from the catalogue to who came: a handler and the provider of a session, counted."""

import pytest

from samkraft.access.choices import Role
from samkraft.activities.models import SessionProvider
from tests import situations as s
from tests.activities.test_places import entry, session


@pytest.fixture(scope="module")
def people(database):
    """A handler with one person, a planner, and who leads the matching."""
    team = s.team("team-1")
    karin = s.staff("af", first_name="Karin", last_name="Ek", in_team=team)
    planner = s.staff("af", Role.UNIT_MANAGER, first_name="Ingrid", last_name="Lind")
    leader = s.staff("af", Role.PROVIDER, first_name="Halina", last_name="Brodd")
    s.enrolled_case(karin, last_name="Lindhav")
    offering = entry(planner, "af", "stronger_matching", title="Förstärkt matchning", is_rolling=True)
    session(planner, offering, 1, "af", starts=-30, ends_on=None, open_until=None)
    SessionProvider.objects.create(offering=offering, staff=leader)
    return {"karin": karin, "planner": planner, "leader": leader}


def test_a_place_is_booked_begun_attended_and_ended(visitor, people):
    """Issue 4: book an activity ≤ 8, record an outcome ≤ 8; the provider writes who came without seeing a case."""
    karin = visitor(width=390).is_(people["karin"])
    with karin.counted("Boka en aktivitet", at_most=8):
        karin.go("/").link("Samira Lindhav").tab("Aktiviteter").link("Placera i aktivitet").link("Välj ur utbudet")
        assert karin.axe() == []
        karin.shot("utbud 390")
        karin.link("Boka plats").sees("1 ledig plats")
        assert karin.axe() == []
        karin.button("Spara och dela med teamet").sees("Tar personen platsen?")
        karin.shot("erbjuden 390")
        karin.button("Spara och dela med teamet")
    karin.sees("Aktiviteten börjar").fill("Samtal före start", "30 juni 2021")
    karin.button("Spara och dela med teamet").sees("Aktiviteten slutar")
    leader = visitor().is_(people["leader"])
    leader.go("/").link("Förstärkt matchning").sees("plats 1, Samira").sees_not("Lindhav")
    assert leader.axe() == []
    leader.shot("anordnare")
    leader.choose("Närvaro plats 1", "Kom").fill("Timmar plats 1", "3,5").button("Spara dagen")
    leader.sees("är sparad")
    karin.link("Skriv och läs närvaro").sees("kom 1 av 1 dagar")
    assert karin.axe() == []
    karin.shot("närvaro 390")
    karin.go("/att-registrera/").sees("Registrerad i AIS")
    assert karin.axe() == []
    with karin.counted("Skriva in hur det gick", at_most=8):
        karin.go("/").link("Samira Lindhav").tab("Aktiviteter").link("Förstärkt matchning")
        karin.fill("Samtal efter", "30 juni 2021").button("Spara och dela med teamet").sees("Aktiviteten är avslutad.")
    planner = visitor().is_(people["planner"])
    planner.go("/utbud/").link("Förstärkt matchning").sees("Trolig väntan")
    assert planner.axe() == []
    planner.shot("utbudet en")
    planner.link("Ny omgång").sees("Antal platser")
    assert planner.axe() == []
