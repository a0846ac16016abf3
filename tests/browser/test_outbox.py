"""A section of the mapping shared with one click, seen on its way out, and stopped; the next one is let go (T23)."""

import pytest

from samkraft.sharing.outbox import deliver_all
from tests import situations as s


@pytest.fixture(scope="module")
def people(database):
    team = s.team()
    karin = s.staff("af", first_name="Karin", last_name="Ek", in_team=team)
    jonas = s.staff("soc", first_name="Jonas", last_name="Ali", in_team=team)
    case = s.enrolled_case(karin, first_name="Samira", last_name="Haddad")
    s.joined_branch(karin, case, "soc", jonas)
    s.consent(karin, case, "soc", "labour_market")
    return {"karin": karin, "jonas": jonas, "case": case}


def test_shared_with_one_click_seen_on_its_way_and_stopped(visitor, people, settings):
    settings.OUTBOX_MINUTES = 10
    karin, jonas = visitor(width=390).is_(people["karin"]), visitor().is_(people["jonas"], "soc")
    area = f"/deltagare/{people['case'].pk}/kartlaggning/work/"
    karin.go(area).sees("väntar 10 minuter i utkorgen").fill("Det som behöver ordnas", "Vill arbeta på förmiddagar")
    karin.page.locator("main form button[type=submit]").first.click()
    karin.sees("Till dess kan du ångra").sees("Socialtjänsten (på väg)")
    karin.go("/delningar/").link("På väg ut").sees("om 10 minuter")
    assert karin.axe() == []
    jonas.go("/delningar/")
    assert "Kartläggning" not in jonas.reads()
    karin.page.get_by_role("button", name="Ångra").first.press("Enter")
    karin.sees("Stoppad. Den går inte till Socialtjänsten.").sees("Inget är på väg ut")
    assert list(deliver_all()) == []
    settings.OUTBOX_MINUTES = 0  # the same section once more, with no time to think it over
    karin.go(area).fill("Det som behöver ordnas", "Vill arbeta på eftermiddagar")
    karin.page.locator("main form button[type=submit]").first.click()
    karin.sees("Delad med Socialtjänsten")
    jonas.go("/delningar/").sees("Kartläggning").link("Kartläggning").sees("Vill arbeta på eftermiddagar")
