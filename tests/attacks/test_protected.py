"""I look for somebody who became protected: on every page, as everybody who might still have her (SKY-01 to SKY-04)."""

from django.urls import reverse

from samkraft.sharing.models import ReceivedCopy
from tests import situations as s
from tests.access.addresses import ADDRESSES
from tests.access.door_of_cases import strangers_to
from tests.access.protected_words import told_of_the_protected
from tests.access.world import HIDDEN_NAME, HIDDEN_PHONE
from tests.attacks.walks import address, for_her

STRANGERS = ("colleague", "former", "no_file", "withdrawn", "manager", "other_programme")
OF_A_CASE = sorted(name for name, row in ADDRESSES.items() if row.is_of_a_case)


# The one whose case she is, and who has a case of her own with her in another programme.
HAVE_HER = ("handler", "other_programme")


def test_no_page_names_her_and_none_but_the_deciders_sees_that_there_is_a_case(world):
    """SKY-01, SKY-02: heading, title, aria text, list, filter, figure, day, inbox: whoever reads.

    Here whoever has something of her own in the world; every page of every role is read by access/test_every_url.py.
    """
    for who in world.people:
        # Under another's case a stranger gets the page of what isn't there, to the byte: access/test_every_url.py.
        hers = [name for name in for_her(who) if who not in STRANGERS or not ADDRESSES[name].is_of_a_case]
        for name in hers:
            told = world.reading(who, address(world, name)).told
            assert not told_of_the_protected(world, name, told, knows_of_her=who in HAVE_HER), (who, name)


def test_her_named_person_reads_on_each_page_that_she_is_protected_and_never_who_she_is(world):
    """SKY-03: the mark in words on every page and print of the case, and the name on none of them."""
    client, seen = world.client("handler"), 0
    for name in OF_A_CASE:
        url = address(world, name, case=world.hidden.pk)
        answer = client.get(url) if ADDRESSES[name].reads else None
        if answer is not None and answer.status_code == 200:
            told, seen = answer.content.decode(), seen + 1
            assert "Skyddade personuppgifter." in told, name
            assert HIDDEN_NAME not in told and HIDDEN_PHONE not in told, name
    assert seen > 20
    lists = [
        client.get(reverse(name)).content.decode() for name in ("people:day", "people:cases", "people:protected_cases")
    ]
    assert [world.hidden.number in told for told in lists] == [False, False, True]


def test_who_had_her_yesterday_comes_in_nowhere(world):
    """SKY-02, SKY-04: assigned still, right branch, right team, with the address, and not on the list."""
    with s.as_(s.staff("soc"), "soc", sees_protected=True):
        copy = ReceivedCopy.objects.get(case_id=world.hidden.pk)
    who_had_her = ("colleague", "jonas", "former", "manager")
    for who in who_had_her:
        assert world.client(who).get(reverse("sharing:copy", args=[copy.release])).status_code == 404
    for name in [*OF_A_CASE, "people:archived_case"]:
        row, url = ADDRESSES[name], address(world, name, case=world.hidden.pk, archived=world.hidden.pk)
        for method in [m for m, declared in (("get", row.reads), ("post", row.writes)) if declared]:
            for who in strangers_to(*who_had_her):
                assert getattr(world.client(who), method)(url).status_code == 404, (who, name, method)
