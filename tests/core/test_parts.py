"""Every part renders with the parameters written at its top, and with nothing else."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template

import samkraft.core
from samkraft.core import charts, icons, samples
from samkraft.core.clock import on_day

FOLDER = Path(samkraft.core.__file__).parent / "templates" / "core"
PARTS = sorted(path.stem for path in (FOLDER / "parts").glob("*.html"))

# The fewest parameters each part needs, from the same samples that the form language's page shows.
SAMPLE = samples.staff()
FEWEST = {
    "acting": {"acting": SAMPLE["acting_sample"], "url": None},
    "agenda": {"items": samples.meeting()["agenda"]},
    "brand": {},
    "chain": {"columns": SAMPLE["chain"]},
    "chart": {"chart": SAMPLE["chart"], "id": "c", "title": "T", "desc": "D", "table": SAMPLE["chart_table"]},
    "conflict": {"conflict": SAMPLE["conflict"], "mine": "b"},
    "crumb": {"items": SAMPLE["nav_sample"]},
    "data_table": {
        "caption": "C", "columns": [{"label": "A"}, {"label": "B", "number": True}], "rows": [["a", "1"]],
    },
    "empty": {"text": "Inget."},
    "errors": {"form": SAMPLE["form"]},
    "facts": {"items": SAMPLE["facts"], "csrf_token": "t"},
    "field": {"field": SAMPLE["form"]["title"]},
    "field_hint": {"field": SAMPLE["form"]["title"]},
    "find": {"url": "/sok/", "id": "q", "csrf_token": "t"},
    "foot": {"items": SAMPLE["nav_sample"]},
    "form": {"form": SAMPLE["form"]},
    "form_actions": {"submit": "Spara"},
    "gantt": {"gantt": SAMPLE["gantt"]},
    "journey": {"journey": SAMPLE["journey"]},
    "lock": {"url": "/las/", "csrf_token": "t"},
    "log": {"items": SAMPLE["log"]},
    "map": {"rows": SAMPLE["map_rows"]},
    "matrix": {
        "caption": "C", "label": "L", "first": "Part",
        "columns": SAMPLE["matrix_columns"], "rows": SAMPLE["matrix_rows"],
    },
    "nav_list": {"items": SAMPLE["nav_sample"]},
    "note": {"text": "Obs."},
    "now": {"items": SAMPLE["now_items"]},
    "pager": {"page": SAMPLE["page"], "params": ""},
    "phases": {"items": SAMPLE["phases"]},
    "print_head": {"kind": "Plan", "title": "T", "line": "L"},
    "protected": {},
    "print_sign": {"labels": ["a"]},
    "queue": {"items": SAMPLE["queue"], "empty": "Inget."},
    "receipts": {"messages": SAMPLE["frame_messages"], "csrf_token": "t"},
    "saved": {"id": "s"},
    "send": {
        "id": "d", "title": "Dela", "action": "/dela/", "csrf_token": "t", "paragraphs": ["a"],
        "receivers": SAMPLE["receivers"], "sees": "du", "submit": "Dela",
    },
    "share_bar": {"sees": "bara du"},
    "signal_key": {},
    "stats": {"items": SAMPLE["stats"]},
    "steps": {"items": SAMPLE["steps"]},
    "tabs": {"label": "Delar", "items": SAMPLE["tabs"]},
    "today_list": {"items": SAMPLE["meetings"], "empty": "Inga."},
    "typed": {"typed": [{"label": "Text 1", "text": "Leila"}], "what_to_do": "Skicka igen."},
    "views": {"label": "Vyer", "items": SAMPLE["views"]},
    "wizard": {"items": SAMPLE["wizard"]},
}  # fmt: skip


def render(part, **values):
    with on_day(samples.TODAY):
        return get_template(f"core/parts/{part}.html").template.render(Context(values))


def test_every_part_is_tried():
    assert sorted(FEWEST) == PARTS


@pytest.mark.parametrize("part", PARTS)
def test_the_part_renders_with_its_fewest_parameters(part):
    html = render(part, **FEWEST[part])
    assert html.strip()
    assert "{{" not in html and "{%" not in html and "{#" not in html


@pytest.mark.parametrize("part", PARTS)
def test_the_part_says_its_parameters_at_its_top(part):
    head = (FOLDER / "parts" / f"{part}.html").read_text("utf-8")[:2000]
    assert re.match(r"(\{% load [a-z0-9 ]+ %\})?\{# .+ #\}", head), "the first line explains the part"


def test_templates_hold_no_style_script_or_handler():
    """The content security policy is 'self' alone."""
    for path in FOLDER.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", text), path.name
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path.name


def test_texts_are_escaped():
    html = render("queue", items=[{"url": "#", "title": "<b>x</b>", "end": "<i>"}], empty="")
    assert "<b>x</b>" not in html and "&lt;b&gt;x" in html


def test_an_empty_list_says_what_it_means():
    html = render("queue", items=[], empty="Inget väntar på dig. Nästa frist är 17 mars 2026.")
    assert "Inget väntar på dig. Nästa frist är 17 mars 2026." in html


def test_who_sees_is_told_with_a_lock_when_only_you():
    assert "sk-share--own" in render("share_bar", sees="bara du", own=True)
    assert icons.icon("lock") in render("share_bar", sees="bara du", own=True)
    assert icons.icon("eye") in render("share_bar", sees="teamet")


def test_the_pager_keeps_the_view_and_says_where_one_is():
    html = render("pager", page=SAMPLE["page"], params="vy=alla")
    assert "51–100 av 143" in html
    assert 'href="?vy=alla&amp;sida=3"' in html and 'href="?vy=alla&amp;sida=1"' in html


def test_a_receiver_without_consent_can_not_be_chosen():
    html = render("send", **FEWEST["send"])
    fk = html[html.index('value="fk"') :]
    assert "disabled" in fk[: fk.index(">")] and "Inget samtycke" in fk


def test_a_receipt_can_be_undone_by_a_button():
    html = render("receipts", messages=SAMPLE["frame_messages"], csrf_token="t")
    assert html.count("Ångra") == 1 and 'action="#nu"' in html
    assert 'role="alert"' in html and 'role="status"' in html


def test_a_chart_always_has_title_words_and_a_table():
    html = render("chart", **FEWEST["chart"])
    assert "<title" in html and "<desc" in html and "<caption>" in html


def test_signals_have_shape_and_word():
    shown = Template("{% load samkraft %}{% signal 'near' %}|{% signal 'off' 'Över taket' %}").render(Context())
    near, off = shown.split("|")
    assert "<svg" in near and "Nära" in near
    assert "Över taket" in off


def test_drawings_in_rows_say_what_they_show_or_are_silent():
    template = Template(
        "{% load samkraft %}{% spark values 90 'Från 70 till 81' %}{% load_bar 10 20 %}{% forest 1 0 2 -1 3 %}"
    )
    html = template.render(Context({"values": [70, 81]}))
    assert 'aria-label="Från 70 till 81"' in html
    assert html.count('aria-hidden="true"') == 2


def test_a_trend_without_values_is_a_dash():
    assert Template("{% load samkraft %}{% spark values %}").render(Context({"values": []})) == "–"


def test_an_undefined_variable_fails():
    with pytest.raises(AssertionError, match="sees"):
        render("share_bar")


def test_symbols_speak_only_when_asked():
    assert 'aria-hidden="true"' in icons.icon("eye")
    assert 'aria-label="Ser"' in icons.icon("eye", "Ser")
    with pytest.raises(KeyError):
        icons.icon("unicorn")


def test_unknown_tags_fail_at_once():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load samkraft %}{% unicorn %}")


def test_gantt_rows_follow_the_steps():
    html = render("gantt", gantt=charts.gantt([], samples.TODAY))
    assert "sk-gantt__axis" in html
