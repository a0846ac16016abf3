"""The consent meeting at one screen, and a consent taken back: what was shared stops being there (CON-01 to CON-07)."""

import pytest

from samkraft.sharing import door
from tests import situations as s


@pytest.fixture(scope="module")
def people(database):
    team = s.team()
    karin = s.staff("af", first_name="Karin", last_name="Ek", in_team=team)
    jonas = s.staff("soc", first_name="Jonas", last_name="Ali", in_team=team)
    return {"karin": karin, "jonas": jonas}


def test_a_consent_meeting_row_by_row_with_arabic_beside(visitor, people):
    s.enrolled_case(people["karin"], first_name="Amina", last_name="Farah")
    karin, jonas = visitor(width=1280).is_(people["karin"]), visitor().is_(people["jonas"], "soc")
    karin.go("/deltagare/").link("Farah, Amina").tab("Samtycken").sees("Inget samtycke gäller just nu")
    karin.link("Samtyckesmöte").link("Svenska och arabiska").heading("Amina bestämmer").sees("تقوم بوضع خطة مشتركة")
    assert karin.page.locator("input:checked").count() == 0, "nothing is chosen beforehand"
    assert karin.axe() == []
    karin.button("Vidare").sees("Ja: Dina egna ord").open_summary("Socialtjänsten får läsa")
    karin.tick_element("input[value='soc:base']").tick_element("input[value='soc:own_words']").sees("2 ja")
    assert "Det du själv säger att du vill" in karin.page.locator("#till-soc").inner_text() and karin.axe() == []
    karin.open_summary("Uppföljning och utvärdering")
    karin.answer("Uppgifter om din tid i programmet får användas i utvärderingen, utan namn och personnummer.", "Nej")
    karin.button("Anteckna samtycket").sees("Gå igenom alla fyra punkterna")
    assert karin.page.locator("input[value='soc:own_words']").is_checked(), "nothing is lost"
    for told in karin.page.locator("input[name=explained]").all():
        told.check()
    karin.tick("Personen själv").choose("Tolk", "Tolk på plats").tick("skriftligt").fill("Var finns det", "Pärm 4")
    karin.button("Anteckna samtycket").sees("Samtycket är antecknat").sees(
        "Från Arbetsförmedlingen till Socialtjänsten"
    )
    karin.link("30 juni 2021, skriftligt").sees("Tolk på plats").sees("Pärm 4").link("Skriv ut").sees("يُسمح بالاطلاع")
    jonas.go("/deltagare/").link("Farah, Amina").tab("Samtycken").sees("Personens egna ord")


def test_a_consent_taken_back_stops_in_three_clicks_and_the_archive_asks_why(visitor, people):
    karin_at_work, jonas_at_work = people["karin"], people["jonas"]
    case = s.enrolled_case(karin_at_work, first_name="Omar", last_name="Nur")
    s.joined_branch(karin_at_work, case, "soc", jonas_at_work)
    s.consent(karin_at_work, case, "soc", "minutes")
    item = s.item(karin_at_work, case, "minutes")
    with s.as_(karin_at_work):
        content = {"title": "Anteckning", "text": "Vill bli kock", "held_on": "2021-06-20"}
        about = (case.pk, s.branch("soc").pk, "minutes", "minutes", item, 1, "Anteckning")
        door.call("release", *about, content, "consent", None)
    karin, jonas = visitor().is_(karin_at_work), visitor(width=390, expected=(404,)).is_(jonas_at_work, "soc")
    jonas.go("/delningar/").link("Anteckning").sees("Vill bli kock")
    where = jonas.path
    karin.go(f"/deltagare/{case.pk}/")
    with karin.counted("Ta tillbaka ett samtycke", at_most=3):
        karin.tab("Samtycken").link("Mötesanteckningar, Arbetsförmedlingen").button("Ta tillbaka")
    karin.sees("Samtycket är tillbakataget")
    assert "Vill bli kock" not in jonas.go(where).reads(), "the open page, read again, holds nothing"
    jonas.go(f"/deltagare/{case.pk}/samtycken/").sees("Delningen har ändrats").open_summary("Har slutat gälla")
    jonas.link("Läs i arkivet").sees_not("Vill bli kock")
    assert jonas.axe() == []
    jonas.fill("Varför behöver du", "Begäran om allmän handling").button("Läs i en timme").open_summary("Anteckning")
    jonas.sees("Vill bli kock")
