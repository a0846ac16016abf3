"""What a plan in its direction must hold: SIP by law, the three of the programme of 2023 (CON-11, P-039)."""

import pytest

from samkraft.casework.directions.rules import Known, checks_of, sip_checks
from samkraft.programmes.models import Programme
from tests import situations as s
from tests.casework.scene import Scene
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
WHOLE = Known("Jag vill orka", (("soc", True, True), ("reg", True, True)), s.DAY, True, "soc", frozenset({"reg"}))


def _missing(known, direction=None):
    definition = Programme.objects.get(slug="malmo-langtid-2023").version_on(s.DAY.replace(year=2023)).definition
    if direction is None:
        checks = sip_checks(known, definition.branches)
    else:
        row = next(one for one in definition.directions if one.code == direction)
        checks = checks_of(row, known, definition.branches)
    return [check.words for check in checks if not check.is_met]


def _known(**change):
    return Known(**{name: getattr(WHOLE, name) for name in Known.__dataclass_fields__} | change)


def test_con11_a_sip_lacks_what_the_law_asks_for_and_nothing_else():
    assert not _missing(WHOLE) and not _missing(WHOLE, "sip")
    assert len(_missing(Known())) == 7  # all but who and when, of no measures
    lacks = {
        "Minst en insats som regionen svarar för": _known(steps=(("soc", True, True),)),
        "Minst en insats som kommunen svarar för": _known(steps=(("reg", True, True),)),
        "Vem och när för varje insats": _known(steps=(*WHOLE.steps, ("af", False, True))),
        "Kommunen eller regionen har det övergripande ansvaret": _known(leading="af"),
        "Personens samtycke till planen": _known(agrees=False), "Dag för uppföljning": _known(review_on=None),
    }  # fmt: skip
    for words, known in lacks.items():
        assert _missing(known) == [words]


def test_p039_the_other_directions_ask_that_the_right_body_has_received_the_plan():
    assert _missing(WHOLE, "ama") == [
        "Minst ett steg hos den som planen går vidare till", "Rätt mottagare har tagit emot planen",
    ]  # fmt: skip
    assert not _missing(_known(steps=(("ama", True, True),), received_by=frozenset({"ama"})), "ama")
    assert _missing(_known(steps=(("af", True, True),)), "job") == ["Rätt mottagare har tagit emot planen"]


def test_the_page_says_what_is_missing_and_where_it_is_mended():
    scene = Scene()
    page = logged_in(scene.karin).get(scene.url("plan_direction")).content.decode()
    assert "Vad en SIP ska innehålla" in page and "7 saker saknas." in page
    assert scene.url("plan_agree") in page
    link = logged_in(scene.karin).get(scene.url("plan")).content.decode()
    assert scene.url("plan_direction") in link and scene.url("care") in link and scene.url("cooperation") in link
    assert logged_in(s.staff("af")).get(scene.url("plan_direction")).status_code == 404
