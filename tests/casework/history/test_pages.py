"""A history written by hand, reviewed, shared and seen together on screen and paper (P-039, P-111)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from samkraft.access.models import ReadLog
from samkraft.casework.models import Contact, HistoryEntry, HistoryVersion, Meeting
from samkraft.core.clock import midnight
from samkraft.people.models import Draft
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.casework.scene import Scene, counted

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def rows(*told):
    """What the page posts: (when, till, what, words, result) of each row, and rows that are left empty."""
    names = ("starts", "ends", "what", "title", "result")
    data = {"rows": "6"}
    for place in range(6):
        values = told[place] if place < len(told) else ("", "", "contact", "", "")
        data |= {f"r{place}-{name}": value for name, value in zip(names, values, strict=True)}
    return data


AF = rows(
    ("2012", "", "contact", "Skrev in sig", ""),
    ("mars 2014", "september 2014", "effort:work_practice", "Lager", "nothing"),
    ("2017", "2017", "effort:work_practice", "Butik", "interrupted"),
    ("2018-02-01", "", "decision", "Jobb- och utvecklingsgarantin", ""),
)


def whole(entry, **change):
    """What the page of one entry posts."""
    return {"starts": "2017", "ends": "2017", "what": "effort:work_practice", "title": "Butik", "result": "interrupted",
            "note": "", "mark": "", "mark_why": "", "revision": entry.revision} | change  # fmt: skip


def test_p039_the_history_is_written_reviewed_and_seen_together_before_the_three_party_meeting(
    client, django_assert_max_num_queries
):
    scene = Scene(lines=("labour_market",))
    s.log_in(client, scene.karin)
    assert scene.url("history") in client.get(reverse("people:case", args=[scene.case.pk])).content.decode()
    assert client.post(scene.url("history_write"), AF).status_code == 302
    page = client.get(scene.url("history")).content.decode()
    assert "Första kontakten som är känd: 2012" in page and "Praktik: Lager" in page
    for words in ("Praktik 2 gånger utan att", "Ingen har antecknat något på", "Er del är inte delad"):
        assert words in page
    with scene.as_karin():
        shop = HistoryEntry.objects.get(starts_on__year=2017)
    told = client.post(scene.url("history_entry", shop.item), whole(shop, mark="signal"))
    assert told.status_code == 422 and "Skriv varför" in told.content.decode()
    client.post(
        scene.url("history_entry", shop.item), whole(shop, mark="signal", mark_why="Tre återbud, ingen frågade.")
    )
    assert "Tre återbud" in client.get(scene.url("history")).content.decode()
    _share_all_but_the_first(client, scene)
    _jonas_sees_both(client, scene, django_assert_max_num_queries)


def _share_all_but_the_first(client, scene):
    """What stays is remembered; a second sharing of the same is the same version."""
    with scene.as_karin():
        keys = [str(entry.item) for entry in HistoryEntry.objects.order_by("starts_on")]
    assert client.post(scene.url("history_share"), {"receiver": ["soc"]}).status_code == 422
    answer = client.post(scene.url("history_share"), {"receiver": ["soc"], "goes": keys[1:]}, follow=True)
    assert "Delad med Socialtjänsten" in answer.content.decode() and "Er del är delad med" in answer.content.decode()
    client.post(scene.url("history_share"), {"receiver": ["soc"], "goes": keys[1:]})
    with scene.as_karin():
        assert [entry.keep_own for entry in HistoryEntry.objects.order_by("starts_on")] == [True, False, False, False]
        assert HistoryVersion.objects.count() == 1
        events = set(ReadLog.objects.filter(object_type="history").values_list("event", flat=True))
        assert {"ITEM-1", "ITEM-2"} <= events


def _jonas_sees_both(client, scene, max_queries):
    with scene.as_jonas():
        copy = ReceivedCopy.objects.get(item_kind="history")
        assert copy.title == "Historik" and len(copy.content["entries"]) == 3 and copy.category == "labour_market"
        assert not HistoryEntry.objects.exists()
    s.log_in(client, scene.jonas, "soc")
    client.post(
        scene.url("history_write"), rows(("2015", "", "contact", "Sökte stöd", ""), ("2016", "", "handler", "", ""))
    )
    client.get(scene.url("history"))
    with max_queries(40) as queries:
        page = client.get(scene.url("history")).content.decode()
    assert len(counted(queries)) <= 12
    assert "Sökte stöd" in page and "Praktik: Lager" in page and "Skrev in sig" not in page and "Tre återbud" in page
    assert len(page.encode()) < 60 * 1024
    paper = client.get(scene.url("history_paper")).content.decode()
    assert "Frågor att ställa" in paper and "Lager" in paper and "Sökte stöd" in paper
    assert "Praktik: Lager" in client.get(reverse("sharing:copy", args=[copy.release])).content.decode()
    with scene.as_jonas():
        assert ReadLog.objects.filter(items__contains=["history:own"]).exists()


def test_contacts_made_here_are_drawn_and_go_to_others_only_by_choice_p_039(client):
    """A day and a way, once; of a meeting nothing but that it was held (SEK-07)."""
    scene = Scene(lines=("labour_market",))
    s.log_in(client, scene.karin)
    with scene.as_karin():
        file = scene.opened().file
        own = {"owner_branch": file.owner_branch, "case": scene.case, "file": file, "staff": scene.karin}
        Contact.objects.create(**own, held_on=s.DAY - timedelta(days=9), kind="phone")
        at = midnight(s.DAY - timedelta(days=5)) + timedelta(hours=23)
        for state in ("held", "cancelled"):
            Meeting.objects.create(**own, kind="mapping", starts_at=at, ends_at=at + timedelta(hours=1), state=state)
    assert "gjorda i Samkraft" not in client.get(scene.url("history")).content.decode(), "nothing is written yet"
    client.post(scene.url("history_write"), AF)
    page = client.get(scene.url("history")).content.decode()
    assert "2 kontakter som är gjorda i Samkraft är ritade" in page and "6 händelser, 2012 till 2021." in page
    assert "Telefon" not in page
    with scene.as_karin():
        keys = [str(entry.item) for entry in HistoryEntry.objects.all()]
    share = {"receiver": ["soc"], "goes": keys}
    client.post(scene.url("history_share"), share)
    with scene.as_jonas():
        assert len(ReceivedCopy.objects.get(item_kind="history").content["entries"]) == 4
    client.post(scene.url("history_share"), share | {"here": "on"})
    with scene.as_jonas():
        copy = ReceivedCopy.objects.filter(item_kind="history").order_by("-version").first()
        told = [(row["starts_on"], row["title"]) for row in copy.content["entries"]][-2:]
        assert told == [("2021-06-21", "Telefon"), ("2021-06-25", "Möte")]
    assert "gjorda i Samkraft" not in client.get(scene.url("history_share")).content.decode(), "each is taken once"


def test_p111_who_is_met_every_week_is_not_said_to_be_silent(client):
    """Contacts made here are heard in the review; without them the same span is a silence."""
    scene = Scene(lines=("labour_market",))
    s.log_in(client, scene.karin)
    client.post(scene.url("history_write"), rows(("2019", "", "contact", "Skrev in sig", "")))
    assert "Ingen har antecknat något" in client.get(scene.url("history")).content.decode()
    with scene.as_karin():
        file = scene.opened().file
        for weeks in range(80):
            Contact.objects.create(owner_branch=file.owner_branch, case=scene.case, file=file, staff=scene.karin,
                                   kind="phone", held_on=s.DAY - timedelta(weeks=weeks))  # fmt: skip
    assert "Ingen har antecknat något" not in client.get(scene.url("history")).content.decode()


def test_bad_rows_lose_nothing_and_empty_rows_are_none(client):
    scene = Scene(lines=())
    s.log_in(client, scene.karin)
    wrong = rows(("hösten 2014", "", "contact", "Kom hit", ""), ("2014", "2012", "effort:", "", "work"),
                 ("2030", "", "contact", "", "work"))  # fmt: skip
    answer = client.post(scene.url("history_write"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="hösten 2014"' in page and 'value="Kom hit"' in page
    for sentence in ("Skriv ett år, en månad", "Slutet kan inte ligga före", "Skriv vilken insats",
                     "Det har inte hänt än",
                     "Bara en insats har ett resultat"):  # fmt: skip
        assert sentence in page
    more = client.post(scene.url("history_write"), wrong | {"more": "1"})
    assert more.status_code == 200 and 'name="r11-starts"' in more.content.decode()
    assert client.post(scene.url("history_write"), rows()).status_code == 302
    client.post(reverse("casework:draft_save", args=[scene.case.pk, "history"]), wrong)
    assert 'value="hösten 2014"' in client.get(scene.url("history_write")).content.decode()
    client.post(scene.url("history_write"), AF)
    with scene.as_karin():
        assert HistoryEntry.objects.count() == 4 and not Draft.objects.exists()


def test_t24_two_at_the_same_entry_and_what_is_taken_away_can_be_put_back(client):
    """The second is told and reads both; a text that names somebody else stays whatever is chosen (SEK-12)."""
    scene = Scene(lines=("labour_market",))
    s.log_in(client, scene.karin)
    client.post(scene.url("history_write"), AF)
    with scene.as_karin():
        shop = HistoryEntry.objects.get(starts_on__year=2017)
    url = scene.url("history_entry", shop.item)
    client.post(url, whole(shop, note="Hon trivdes.", names_another="on"))
    second = client.post(url, whole(shop, note="Han slutade."))
    assert second.status_code == 409
    assert "Hon trivdes." in second.content.decode() and "Han slutade." in second.content.decode()
    client.post(scene.url("history_share"), {"receiver": ["soc"], "goes": [str(shop.item)]})
    assert client.post(scene.url("history_share"), {"goes": [str(shop.item)]}).status_code == 422
    client.post(scene.url("history_remove", shop.item))
    assert "Butik" not in client.get(scene.url("history")).content.decode()
    client.post(scene.url("history_restore", shop.item))
    assert "Butik" in client.get(scene.url("history")).content.decode()
    s.log_in(client, scene.jonas, "soc")
    assert client.get(url).status_code == 404 and client.post(url, whole(shop)).status_code == 404
    with scene.as_jonas():
        assert not ReceivedCopy.objects.filter(item_kind="history").exists()


def test_con01_without_a_line_for_what_the_branch_owns_nothing_leaves(client):
    """The history of a branch is of the category that the programme file says: another line doesn't cover it."""
    scene = Scene(lines=("plan", "minutes"))
    s.log_in(client, scene.karin)
    client.post(scene.url("history_write"), AF)
    with scene.as_karin():
        keys = [str(entry.item) for entry in HistoryEntry.objects.all()]
    page = client.get(scene.url("history_share")).content.decode()
    assert "Inget samtycke om arbete" in page
    client.post(scene.url("history_share"), {"receiver": ["soc"], "goes": keys})
    with scene.as_jonas():
        assert not ReceivedCopy.objects.exists()
