"""Two at the same moment, in two transactions: one is first, the other is told, nothing is lost (T24)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from samkraft.casework.conflicts import Conflict
from samkraft.casework.mapping import sections
from samkraft.casework.models import MappingSection, Plan, PlanVersion
from samkraft.casework.plan import planning
from tests.casework.scene import Scene

pytestmark = pytest.mark.usefixtures("committed")


def _both(scene, act):
    """Run *act(opened, acting, number)* twice at once, each in its own transaction."""
    start = Barrier(2)

    def one(number):
        try:
            with scene.as_karin() as acting:
                opened = scene.opened()
                start.wait(timeout=10)
                act(opened, acting, number)
                return "saved"
        except Conflict:
            return "told"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, (1, 2)))


def test_two_save_the_first_version_of_a_section_at_once():
    scene = Scene()

    def save(opened, acting, number):
        area = sections.area_of(opened.definition, "work")
        sections.save_section(opened, area, f"Text {number}.", "", 0, acting)

    assert _both(scene, save) == ["saved", "told"]
    with scene.as_karin():
        assert MappingSection.objects.current().count() == 1


def test_two_publish_the_same_draft_at_once():
    scene = Scene()
    with scene.as_karin() as acting:
        plan = planning.ensure_draft(scene.opened(), acting)
        planning.save_goal(scene.opened(), acting, plan.revision, "Vård.", None)
        seen = Plan.objects.get().revision

    outcome = _both(scene, lambda opened, acting, _number: planning.publish(opened, acting, seen, None, True))
    assert outcome == ["saved", "told"]
    with scene.as_karin():
        assert PlanVersion.objects.count() == 1


def test_two_begin_the_plan_at_once_and_get_the_same_draft():
    scene = Scene()
    assert _both(scene, lambda opened, acting, _number: planning.ensure_draft(opened, acting)) == ["saved", "saved"]
    with scene.as_karin():
        assert Plan.objects.count() == 1
