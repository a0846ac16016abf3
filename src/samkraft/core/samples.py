"""Invented content for the form language's own pages: every part at once, to look at and to test."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from samkraft.core import charts
from samkraft.core.forms import ClockField, DateField, Form
from samkraft.core.journey import Lane, journey

TODAY = date(2026, 3, 12)


class SampleForm(Form):
    """A field of every kind."""

    title = forms.CharField(
        label="Vad ska göras?", help_text="Ett steg på varje rad. Skriv inte varför.", max_length=80
    )
    day = DateField(label="Startdatum", help_text="Till exempel 14 mars 2026")
    at = ClockField(label="Tid", required=False)
    branch = forms.ChoiceField(
        label="Vem?", choices=[("", "Välj"), ("af", "Arbetsförmedlingen"), ("soc", "Socialtjänsten")]
    )
    hours = forms.IntegerField(label="Timmar i veckan", required=False, min_value=1, max_value=40)
    kind = forms.ChoiceField(
        label="Slag", widget=forms.RadioSelect, choices=[("a", "På en arbetsplats"), ("b", "Utbildning")]
    )
    days = forms.MultipleChoiceField(
        label="Dagar",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Måndag"), ("2", "Tisdag")],
    )
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    interpreter = forms.BooleanField(label="Tolk behövs", required=False)


def staff() -> dict:
    """What `core/style_guide.html` shows."""
    return {
        "today": TODAY,
        "nothing": [],
        "nav_sample": [
            {"url": "#nu", "label": "Min dag", "current": True},
            {"url": "#plan", "label": "Deltagare", "current": False},
            {"url": "#siffror", "label": "Styrkort", "current": False},
        ],
        "acting_sample": {"name": "Karin Lindqvist", "line": "Arbetsförmedlingen, team 4"},
        "frame_messages": [
            Message(SUCCESS, "Delad med tre. Skickas 11.17.", extra_tags="undo:#nu"),
            Message(ERROR, "Planen kunde inte sparas. Försök igen."),
        ],
        **_day(),
        **_case(),
        **_plan(),
        **_lists(),
        **_figures(),
        "form": SampleForm({"title": "", "day": "31 februari 2026", "branch": "x", "hours": "70", "kind": ""}),
        "blank_form": SampleForm(prefix="ny", initial={"day": TODAY, "at": time(10, 0)}),
        "page": Paginator(range(143), 50).get_page(2),
        "conflict": {
            "who": "Leila Nordin",
            "moment": datetime(2026, 3, 12, 8, 12),
            "theirs": "Flytta till 13.00.",
            "by_oneself": False,
        },
    }


def _day() -> dict:
    return {
        "days": [TODAY + timedelta(days=n) for n in (-1, 0, 1, 2, 20)],
        "queue": [
            {
                "url": "#plan",
                "title": "Första planen för Dragan Ilić",
                "sub": "Ska vara publicerad 30 dagar efter inskrivning",
                "due": date(2026, 3, 11),
            },
            {
                "url": "#plan",
                "title": "Skäl till längre tid för Ulla Bergström",
                "sub": "Sex månader i fas 1 och 2 går ut",
                "due": TODAY,
            },
            {
                "url": "#plan",
                "title": "Kontakt med Yusuf Warsame",
                "sub": "Högst 30 dagar mellan kontakter",
                "due": date(2026, 3, 14),
            },
            {
                "url": "#plan",
                "title": "Samira Haddad",
                "sub": "Socialtjänsten delade en anteckning",
                "end": "i dag 08.12",
            },
            {
                "url": "#plan",
                "title": "Anteckning, möte med Mikael Frisk",
                "sub": "Sparad 6 mars. Bara du ser den.",
                "action": "Läs och dela",
                "action_url": "#plan",
            },
        ],
        "meetings": [
            {
                "start": time(10, 0),
                "end": time(11, 0),
                "title": "Samira Haddad",
                "sub": "Planmöte med Socialtjänsten och tolk (arabiska). Rum Linnea.",
                "url": "#plan",
                "action": "Öppna mötet",
                "is_next": True,
            },
            {
                "start": time(13, 15),
                "end": time(14, 0),
                "title": "Team 4, fördelning",
                "sub": "Sex nya deltagare",
            },
        ],
        "views": [
            {"url": "#nu", "label": "Alla mina", "count": 1038, "current": True},
            {"url": "#nu", "label": "Frist inom 7 dagar", "count": 0, "current": False},
            {"url": "#nu", "label": "Väntar på oss", "count": 2, "current": False},
        ],
    }


def _case() -> dict:
    return {
        "facts": [
            {"label": "Ärende", "value": "MK-2025-0412"},
            {"label": "Telefon", "value": "070-174 06 12"},
            {"label": "Språk", "value": "arabiska, vill ha tolk"},
            {"label": "Personnummer", "post_url": "#nu", "action": "Visa, loggas"},
        ],
        "phases": [
            {"name": "1 Kartläggning och plan", "text": "Klar 14 jan. 2026, 41 dagar", "state": "done"},
            {"name": "2 Kompetens", "text": "Dag 57, pågår", "state": "now"},
            {"name": "3 Matchning", "text": "Inte påbörjad", "state": "later"},
        ],
        "now_items": [
            {
                "label": "Nästa steg",
                "value": "Uppföljning på Lönngården",
                "small": "fredag 20 mars 2026 kl. 10.00",
            },
            {"label": "Processledare", "value": "Karin Lindqvist", "small": "Arbetsförmedlingen, team 4"},
            {"label": "Tid i fas 1 och 2", "value": "98 av 182 dagar", "small": "Gräns 4 juni 2026"},
        ],
        "tabs": [
            {"url": "#nu", "label": "Översikt", "current": True},
            {"url": "#plan", "label": "Plan", "current": False},
            {"url": "#plan", "label": "Dialog", "current": False, "count": "1 ny"},
        ],
    }


STEPS = [
    (
        "Gemensam kartläggning",
        "Arbetsmarknadsavdelningen",
        "ama",
        "Teamet och Samira",
        date(2025, 12, 4),
        date(2026, 1, 14),
    ),
    (
        "Svenska för vården, 12 timmar i veckan",
        "Vuxenutbildningen",
        "vux",
        "Ewa Brandt",
        date(2026, 1, 12),
        date(2026, 6, 5),
    ),
    (
        "Arbetsträning på Lönngården, 15 timmar i veckan",
        "Arbetsmarknadsavdelningen",
        "ama",
        "Leila Nordin",
        date(2026, 2, 2),
        date(2026, 4, 24),
    ),
    (
        "Samtal om tider och anpassningar",
        "Primärvården",
        "reg",
        "Petra Sandell",
        date(2026, 3, 18),
        date(2026, 4, 30),
    ),
    (
        "Söka sommarvikariat",
        "Arbetsförmedlingen",
        "af",
        "Samira och Karin",
        date(2026, 6, 8),
        date(2026, 8, 31),
    ),
]


def _step(title, owner, key, who, start, end) -> dict:
    state = "done" if end < TODAY else "now" if start <= TODAY else "later"
    word = {"done": "Klart", "now": "Pågår", "later": ""}[state]
    return {
        "title": title,
        "owner": owner,
        "owner_key": key,
        "who": who,
        "state": state,
        "word": word,
        "when": "Till 5 juni 2026",
    }


def _journey():
    first = Lane("Arbetsförmedlingen", "af", "4 händelser.", [(date(2014, 3, 1), date(2014, 9, 30))],
                 [(date(2014, 2, 3), "contact"), (date(2018, 5, 2), "handler")],
                 [(date(2018, 5, 2), "signal")])  # fmt: skip
    second = Lane("Socialtjänsten", "soc", "2 händelser.", [(date(2019, 1, 7), date(2019, 6, 14))],
                  [(date(2016, 10, 1), "decision")], [(date(2019, 6, 14), "helped")])  # fmt: skip
    silent = [(date(2014, 10, 1), date(2016, 9, 30), "två år")]
    return journey([first, second], TODAY, silent, date(2021, 2, 1))


def _gantt() -> charts.Gantt:
    return charts.gantt([charts.GanttStep(s[0].split(",")[0], f"{s[1]}", s[4], s[5]) for s in STEPS], TODAY)


def _plan() -> dict:
    return {
        "steps": [_step(*s) for s in STEPS],
        "gantt": _gantt(),
        "journey": _journey(),
        "map_rows": [
            {
                "area": "Samiras egna ord",
                "owner": "Arbetsförmedlingen",
                "owner_key": "af",
                "text": "Jag tycker om att arbeta med gamla människor.",
                "is_own_words": True,
                "side": "Delad av Samira, 5 parter läser",
            },
            {
                "area": "Vardag och ekonomi",
                "owner": "Socialtjänsten",
                "owner_key": "soc",
                "text": "Vill planera en vecka i taget.\n\nKan vara borta hemifrån 7–16 alla vardagar.",
                "side": "Delad 3 mars 2026",
                "url": "#plan",
                "action": "Skriv",
            },
            {
                "area": "Hälsa och funktion",
                "owner": "Primärvården",
                "owner_key": "reg",
                "text": "",
                "side": "Inte delad med Arbetsförmedlingen",
            },
        ],
        "matrix_columns": ["Planen", "Arbete", "Utbildning", "Vardag"],
        "matrix_rows": [
            {"name": "Arbetsförmedlingen", "cells": ["see", "own", "see", "see"]},
            {"name": "Vuxenutbildningen", "cells": ["see", "see", "own", "no"]},
            {"name": "Försäkringskassan", "cells": ["no", "no", "no", "no"]},
        ],
    }


def _lists() -> dict:
    return {
        "log": [
            {
                "moment": datetime(2026, 3, 11, 15, 20),
                "who": "Jonas Ekberg",
                "text": "delade en anteckning med Arbetsförmedlingen",
            },
            {"moment": date(2026, 1, 14), "text": "Fas 2 började. Skäl: planen klar", "url": "#plan"},
        ],
        "wizard": [
            {"label": "Välj fil", "state": "done"},
            {"label": "Granska", "state": "now"},
            {"label": "Ta in", "state": "later"},
        ],
        "stats": [
            {"label": "Rader i filen", "value": "1 204"},
            {"label": "Tas in nu", "value": "1 192", "sub": "varav 5 med brist"},
        ],
        "receivers": [
            {
                "value": "soc",
                "name": "Socialtjänsten",
                "person": "Jonas Ekberg",
                "ground": "Samtycke om arbete och utbildning, till 30 nov. 2026",
                "is_on": True,
                "is_open": True,
            },
            {
                "value": "vux",
                "name": "Vuxenutbildningen",
                "person": "Ewa Brandt",
                "ground": "Samtycke om arbete och utbildning, till 30 nov. 2026",
                "is_on": True,
                "is_open": True,
            },
            {
                "value": "fk",
                "name": "Försäkringskassan",
                "person": "Mats Hellgren",
                "ground": "Inget samtycke",
                "is_on": False,
                "is_open": False,
            },
        ],
        "send_text": ["Samira vill börja arbetsträningen 13.00 i stället för 12.15, så att hon hinner från kursen."],
    }


def _figures() -> dict:
    months = ["juni 2025", "juli", "aug.", "sep.", "okt.", "nov.", "dec.", "jan. 2026", "feb.", "mars 2026"]
    stock = [1010, 1040, 1075, 1060, 1100, 1152, 1190, 1210, 1240, 1251]
    plan = [1000, 1050, 1100, 1150, 1200, 1250, 1300, 1350, 1400, 1450]
    rows = [
        [m, f"{s:,}".replace(",", "\u00a0"), f"{p:,}".replace(",", "\u00a0")]
        for m, s, p in zip(months, stock, plan, strict=True)
    ]
    return {
        "chart": charts.line_chart(
            [
                charts.Series(
                    "Inskrivna",
                    stock,
                    "s1",
                    low=[None] * 7 + [1200, 1215, 1220],
                    high=[None] * 7 + [1220, 1270, 1290],
                ),
                charts.Series("Enligt planen", plan, "s2"),
                charts.Series("Platser", [1500] * 10, "s3"),
            ],
            months,
            marks=[(9, "")],
        ),
        "chart_table": {
            "caption": "Inskrivna i slutet av månaden",
            "columns": [
                {"label": "Månad"},
                {"label": "Inskrivna", "number": True},
                {"label": "Enligt planen", "number": True},
            ],
            "rows": rows,
        },
        "chain": [
            {
                "title": "Resurser",
                "text": "Vi har folk och pengar",
                "indicators": [{"label": "Årsarbetare i team", "value": "50,5 av 52", "state": "near"}],
                "assumption": "Teamen är fulla och sitter ihop.",
                "verdict": "Stämmer för 8 av 10 team.",
            },
            {
                "title": "Aktiviteter",
                "text": "Vi gör det vi lovat",
                "indicators": [
                    {
                        "label": "Teamtid till arbetsgivare",
                        "value": "17 %, mål 25 %",
                        "state": "off",
                        "url": "#siffror",
                    },
                    {"label": "Kartläggningar", "value": "2 614", "state": "met"},
                ],
                "assumption": "Kartläggning leder till plan.",
                "verdict": "Inte prövat än.",
            },
            {
                "title": "Lång sikt",
                "text": "Fler klarar sig på egen lön",
                "indicators": [{"label": "Hushåll med bistånd", "value": "följs av staden", "state": "none"}],
            },
        ],
        "spark_values": [70, 72, 71, None, 78, 77, 79, 80, 81],
        "loads": [
            {"team": "Team 1", "value": 148, "limit": 150},
            {"team": "Team 7", "value": 158, "limit": 150},
        ],
    }


def citizen() -> dict:
    """What `core/style_guide_citizen.html` shows."""
    return {"form": SampleForm(prefix="min"), **_plan()}


def meeting() -> dict:
    """What `core/style_guide_meeting.html` shows."""
    names = ["Det här vill jag", "Så ser det ut", "Planen", "Vem får läsa"]
    return {"agenda": [{"url": f"#del-{i}", "label": n, "current": i == 3} for i, n in enumerate(names, 1)]}


def paper() -> dict:
    """What `core/style_guide_paper.html` shows."""
    return {
        "steps": [_step(*s) for s in STEPS],
        "gantt": _gantt(),
        "signs": ["Datum och namn, Samira Haddad", "Datum och namn, processledare"],
    }
