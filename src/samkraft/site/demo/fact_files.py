"""Files to try for who reads in for a whole branch: benefits of the month, and the employment service's list (P-063).

Of people of the demo, with a line of each kind that isn't taken. Same seed, same bytes.
"""

import csv
import random
from datetime import timedelta

from samkraft.core.spreadsheets import harmless
from samkraft.exchange.ais_layout import HEADINGS as AIS_HEADINGS
from samkraft.exchange.fact_layout import HEADINGS
from samkraft.site.demo import plan

FACTS_NAME, LIST_NAME = "ersattningar-2021-06.csv", "arbetssokande-2021-06.csv"
_KINDS = ("Inskriven som arbetssökande", "Deltar med aktivitetsstöd", "Handlingsplan gjord eller förnyad")


def write_fact_files(register, folder) -> None:
    """Both files, of the people of the employment service."""
    chance = random.Random(f"{register.seed}:fact_files")
    theirs = [story for story in register.people if "af" in story.joins]
    present = [story for story in theirs if story.is_present]
    some = chance.sample(present, min(40, len(present)))
    gone = [story for story in theirs if story.reason == "work" and story.closed and story.closed < _before(90)]
    _write(folder / FACTS_NAME, HEADINGS, _facts(chance, some, gone[-2:]))
    _write(folder / LIST_NAME, AIS_HEADINGS, _listed(chance, present[:120], register.definition.section_mark))


def _facts(chance, stories, gone):
    for story in stories:
        since = _before(chance.randrange(3, 200))
        yield (story.person.number, "nej", chance.choice(_KINDS), since, "", chance.choice(("", "", "50")))
    for story in gone:
        yield (story.person.number, "nej", _KINDS[0], _before(5), "", "")
    one = stories[0].person.number if stories else "19850312T014"
    yield (one, "nej", "Försörjningsstöd", _before(30), "", "")
    yield (one, "nej", _KINDS[0], "2021-13-01", "", "")
    yield (one, "nej", _KINDS[0], _before(30), _before(60), "")
    yield (one, "ja", _KINDS[0], _before(30), "", "")
    yield ("19850312T998", "nej", _KINDS[0], _before(30), "", "")


def _listed(chance, stories, mark):
    """Nine of ten bear the programme's section code; the others bear none."""
    for story in stories:
        told = {"PERSONNR": story.person.number, "SEKRETESS_FBF": "N", "SKYDDAD_FBF": "N",
                "SEKTION": mark.code if mark and chance.random() < 0.9 else ""}  # fmt: skip
        yield [told.get(heading, "") for heading in AIS_HEADINGS]


def _write(path, headings, rows):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def _before(days):
    return plan.DAY - timedelta(days=days)
