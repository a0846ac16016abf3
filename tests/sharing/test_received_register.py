"""The registrar's list of what has come in: when, from whom, of what kind, on which ground, first read (ARK-07)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.people.protection import actions as protection
from samkraft.sharing import door
from tests import situations as s
from tests.casework.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


def _released(scene):
    item = s.item(scene.karin, scene.case, "minutes")
    with scene.as_karin():
        content = {"title": "Hemlig rubrik", "text": "Hemlig text", "held_on": s.DAY.isoformat()}
        door.call("release", scene.case.pk, s.branch("soc").pk, "minutes", "minutes", item, 1, "Hemlig rubrik", content,
                  "consent", None)  # fmt: skip


def test_ark07_what_came_in_is_listed_without_content_and_stays_when_the_consent_ends(client):
    scene = Scene(lines=("minutes",))
    _released(scene)
    registrar = s.staff("soc", Role.REGISTRAR)
    s.log_in(client, registrar, "soc")
    page = reverse("sharing:received")
    shown = client.get(page).content.decode()
    assert scene.case.number in shown and "Arbetsförmedlingen" in shown and "samtycke" in shown
    assert "Inte läst" in shown and "Hemlig" not in shown and "Haddad" not in shown
    with scene.as_karin():
        door.call("withdraw_consent", scene.lines["minutes"])
    assert scene.case.number in client.get(page).content.decode()
    assert "Inget kom in" in client.get(page, {"till": (s.DAY - timedelta(days=60)).isoformat()}).content.decode()
    with scene.as_karin():
        protection.protect(scene.case.pk, "mark")
    hidden = client.get(page).content.decode()
    assert "Skyddat ärende" in hidden and scene.case.number not in hidden


def test_ark07_the_register_is_the_registrar_s_of_the_branch():
    scene = Scene(lines=("minutes",))
    _released(scene)
    for person, branch in ((scene.jonas, "soc"), (s.staff("af", Role.REGISTRAR), "af")):
        with s.as_(person, branch):
            asked = (s.PROGRAMME, s.DAY - timedelta(days=30), s.DAY, 0, 50)
            if branch == "soc":
                with pytest.raises(DatabaseError, match="not_registrar_here"), transaction.atomic():
                    door.rows("received_register", *asked)
            else:
                assert door.rows("received_register", *asked) == []
