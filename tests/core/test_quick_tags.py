"""The site's own ``{% url %}`` and ``{% translate %}`` answer as Django's do; they only ask less often."""

from uuid import uuid4

import pytest
from django.template import Context, Engine, engines
from django.test import override_settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from samkraft.core.addresses import address_of

DJANGOS = Engine(libraries={"i18n": "django.templatetags.i18n"})
HERE = {"case": uuid4(), "item": uuid4(), "number": 7, "word": "plan", "html": "<b>"}


def both(template, **more):
    """What the site's tags and Django's own make of a template."""
    ours = engines["django"].from_string(template).template
    return [one.render(Context(HERE | more)) for one in (ours, DJANGOS.from_string(template))]


@pytest.mark.parametrize(
    "template",
    [
        "{% url 'people:case' case %}",
        "{% url 'people:follow_up' case number %}",
        "{% url 'casework:minutes' case item %}",
        "{% url 'people:case' case_id=case %}",
        "{% url 'people:day' %}",
        "{% url 'people:case' case as there %}{{ there }}",
        "{% url 'people:case' word as nowhere %}-{{ nowhere }}-",
        "{% load i18n %}{% translate 'Spara' %}",
        "{% load i18n %}{% translate 'Andel 100%' %} {% trans 'a & b' %}",
        "{% load i18n %}{% translate '<i>' as text %}{{ text }}{{ text }}",
        "{% load i18n %}{% translate html %}{% translate word %}",
        "{% load i18n %}{% translate 'spara'|upper %}{% translate 'May' context 'month name' %}",
        "{% load i18n %}{% translate 'Spara' noop %}",
    ],
)
def test_a_page_reads_as_with_djangos_tags_the_second_time_too(template):
    ours, djangos = both(template)
    assert ours == djangos
    assert both(template, number=8, item=uuid4(), case=uuid4(), word="möte")[0] != "" and both(template) == [ours] * 2


def test_each_row_of_a_list_has_its_own_address():
    shown = engines["django"].from_string("{% for key in keys %}{% url 'people:case' key %}{% endfor %}")
    keys = [uuid4(), uuid4()]
    assert shown.render({"keys": keys}) == "".join(reverse("people:case", args=[key]) for key in keys)
    assert address_of("people:follow_up", keys[0], 12) == reverse("people:follow_up", args=[keys[0], 12])


def test_an_address_that_is_not_there_is_told_of_as_ever():
    with pytest.raises(NoReverseMatch):
        engines["django"].from_string("{% url 'people:nowhere' case %}").render(HERE)


@override_settings(LANGUAGES=[("sv", "Svenska"), ("en", "English")])
def test_a_standing_text_is_kept_for_each_language_apart():
    template = engines["django"].from_string("{% load i18n %}{% translate 'January' %}")
    shown = {}
    for language in ("sv", "en", "sv", "en"):
        with override(language):
            shown.setdefault(language, set()).add(template.render({}))
    assert shown == {"sv": {"januari"}, "en": {"January"}} or shown == {"sv": {"Januari"}, "en": {"January"}}
