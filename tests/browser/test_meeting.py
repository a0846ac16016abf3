"""A meeting in the room: network and session go, nothing that was typed does; and a note in a few clicks."""

import pytest

from samkraft.casework.models import Meeting, Minutes
from tests import situations as s
from tests.casework.scene import at

SAID = "Kursen går bra. Samira vill ha fler timmar."
# What the browser says of a network that the test has taken away.
_GONE = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture(scope="module")
def people(database):
    team = s.team()
    karin = s.staff("af", first_name="Karin", last_name="Ek", in_team=team)
    jonas = s.staff("soc", first_name="Jonas", last_name="Ali", in_team=team)
    case = s.enrolled_case(karin, first_name="Samira", last_name="Haddad")
    s.joined_branch(karin, case, "soc", jonas)
    for category in ("plan", "minutes"):
        s.consent(karin, case, "soc", category)
    file = s.file_of(case, karin)
    with s.as_(karin):
        Meeting.objects.create(
            owner_branch=file.owner_branch, case=case, file=file, kind="plan", starts_at=at(s.DAY, 10),
            ends_at=at(s.DAY, 11), staff=karin, with_interpreter=True,
        )  # fmt: skip
    return {"karin": karin, "case": case}


def _value(who):
    return who.page.get_by_label("Det här går bra").input_value()


def test_a_meeting_survives_a_lost_network_and_a_lost_session_and_is_read_back_and_published(visitor, people):
    """Issue "Faults": said in words, nothing sent by half, and the text is there afterwards."""
    who = visitor(expected=(403,)).is_(people["karin"]).go("/").link("Öppna mötet").heading("Samira")
    who.context.set_offline(True)
    who.fill("Det här går bra", SAID).button("Läs upp tillsammans").sees("Inget är skickat, och allt står kvar här")
    assert _value(who) == SAID and who.page.get_by_role("heading", level=1).inner_text().startswith("Samira")
    who.context.set_offline(False)
    who.page.evaluate("window.dispatchEvent(new Event('online'))")
    who.sees("som utkast. Bara du ser det.")
    who.complaints = [said for said in who.complaints if _GONE not in said]
    who.context.clear_cookies()
    who.fill("Det här behöver ordnas", "Resan tar för lång tid.").button("Läs upp tillsammans")
    who.sees("Logga in i en ny flik")
    assert _value(who) == SAID
    who.is_(people["karin"]).button("Läs upp tillsammans").heading("Vi läser upp det tillsammans")
    who.sees("Samira vill ha fler timmar.").button("Läs en mening i taget").button("Nästa mening")
    assert who.page.locator("li[data-now]").inner_text() == "Samira vill ha fler timmar."
    assert who.axe() == [] and who.needs_width(390) <= 390
    who.button("Ändra något").heading("gör en plan")
    assert _value(who) == SAID and who.page.get_by_label("Det här behöver ordnas").input_value().startswith("Resan")
    who.fill("Nytt: vad ska göras?", "Praktik på lager").choose("Vem?", "Arbetsförmedlingen")
    who.button("Läs upp tillsammans").button("Ja, publicera planen").heading("Mötet är klart")
    who.sees("Läses av Socialtjänsten")
    with s.as_(people["karin"]):
        assert SAID in Minutes.objects.exclude(meeting=None).get().text


def test_a_note_is_written_and_shared_in_six_at_most(visitor, people):
    """Design "Speed, counted": from the start page."""
    who = visitor().is_(people["karin"]).go("/")
    with who.counted("Skriva och dela en anteckning", at_most=6):
        who.link("Deltagare").link("Haddad, Samira").tab("Möten").link("Skriv anteckning")
        who.fill("Anteckning", "Ringde. Allt väl.")
        who.button("Spara och dela med teamet").sees("Delad med Socialtjänsten")
