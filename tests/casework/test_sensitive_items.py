"""ACC-2: each sensitive section or item that is shown has a row of its own in the read log; what isn't has none."""

import pytest
from django.urls import reverse

from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _section(browser, case, area, text):
    answer = browser.post(
        reverse("casework:mapping_edit", args=[case.pk, area]),
        {"text": text, "base_version": 0, "source": "", "keep": "1"},
    )
    assert answer.status_code == 302, answer.content.decode()


def test_acc2_a_page_leaves_a_row_for_each_sensitive_section_that_it_shows(client):
    karin = s.staff()
    case = s.enrolled_case(karin)
    browser = s.log_in(client, karin)
    areas = {area.category: area.code for area in case.programme_version.definition.mapping_areas}
    _section(browser, case, areas["health"], "Orkar fyra timmar")
    _section(browser, case, areas["labour_market"], "Vill bli undersköterska")

    def leaves(url):
        with s.as_(karin):
            before = ReadLog.objects.count()
        assert browser.get(url).status_code == 200
        with s.as_(karin):
            return [(row.event, row.items) for row in ReadLog.objects.order_by("pk")[before:]]

    (opened, section) = leaves(reverse("casework:mapping", args=[case.pk]))
    assert opened == (Event.CASE_OPENED, ["mapping"]) and section == (
        Event.ITEM_VIEWED,
        [f"mapping:{areas['health']}:1"],
    )
    (opened, section) = leaves(reverse("people:case", args=[case.pk]))
    assert opened[0] == Event.CASE_OPENED and "mapping" in opened[1] and section[0] == Event.ITEM_VIEWED
    versions = leaves(reverse("casework:mapping_versions", args=[case.pk, areas["health"]]))
    assert [event for event, _items in versions] == [Event.CASE_OPENED, Event.ITEM_VIEWED]
    assert len(leaves(reverse("casework:mapping_edit", args=[case.pk, areas["labour_market"]]))) == 1
    assert len(leaves(reverse("casework:plan", args=[case.pk]))) == 1


def test_acc2_what_another_branch_has_shared_is_logged_by_its_category(client):
    karin, jonas = s.staff(), s.staff("soc")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    with s.as_(jonas, "soc"):
        known = list(ReceivedCopy.objects.values_list("release", "category"))
    browser = s.log_in(client, jonas, "soc")
    for release, category in known:
        assert category == "identity" and browser.get(reverse("sharing:copy", args=[release])).status_code == 200
    with s.as_(jonas, "soc"):
        assert not ReadLog.objects.filter(event=Event.ITEM_VIEWED).exists()
