"""What the branches write to each other about those present: questions that wait, late ones, answered ones (P-021)."""

import random
import uuid
from datetime import datetime, time, timedelta

from samkraft.casework.consultations.lines import lines_of
from samkraft.casework.dialogue.dialogues import kind_of, to_release
from samkraft.site.demo import plan
from samkraft.site.demo.contents import told
from samkraft.site.demo.courses import STOCKHOLM
from samkraft.site.demo.stories import CORE, Released

_ASKED = (
    ("Kan vi flytta starten en vecka? Platsen är ledig från den 19.", "Ja, det går bra. Jag ändrar i planen."),
    ("Vem bokar lokalen till nästa möte?", "Jag gör det. Rum 4 på Östra Farmvägen."),
    ("Har ni fått svar om kursplatsen?", "Ja, svaret kom i går. Den börjar i augusti."),
    ("Vilka dagar passar för besök på arbetsplatsen?", "Tisdag eller torsdag förmiddag."),
    ("Är steget klart hos er, så att nästa kan börja?", "Det är klart. Sätt igång."),
    ("Behöver tolken vara med hela mötet?", "Första halvan räcker."),
)
_CONSULTED = {
    "reg": ("care_coordinator", "Vem är kontakt på vårdcentralen för anpassningar på en arbetsplats?",
            "Rehabkoordinatorn på vårdcentralen. Jag tar kontakten och återkommer med en tid."),
    "fk": ("social_insurance_officer", "Vad behöver vara klart innan arbetsträningen börjar?",
           "En plan för tiden och en dag för uppföljning. Skicka steget, så gör jag resten."),
    "vux": ("study_counsellor", "Vilken kurs i svenska passar ihop med praktik tre dagar i veckan?",
            "Kvällskursen på Komvux Södervärn. Ansökan är öppen till den 10 augusti."),
    "ama": ("resource_team", "Kan en arbetsterapeut titta på arbetsplatsen före start?",
            "Ja, vi kommer den första veckan."),
}  # fmt: skip
_WORKED = time(9, 40)


def talk(story, definition) -> None:
    """Some of those present: by chance of its own, so that nothing else in the story is changed by it."""
    chance = random.Random(f"dialogue:{story.number}:{story.opened}")
    if (story.day - story.opened).days < 30:
        return
    if chance.random() < (0.6 if story.portrait or story.meets_today else 0.14):
        others = [code for code in CORE if code in story.staff and code != story.leader_branch]
        _exchange(story, chance, story.leader_branch, chance.choice(others), *chance.choice(_ASKED))
    known = {line.code for line in lines_of(definition)}
    asked = [code for code, row in _CONSULTED.items() if row[0] in known and code in story.staff]
    asked = [code for code in asked if code != story.leader_branch]
    if asked and chance.random() < (0.3 if set(asked) - {"ama"} else 0.03):
        code = next((code for code in asked if code != "ama"), "ama")
        line, question, answer = _CONSULTED[code]
        _exchange(story, chance, story.leader_branch, code, question, answer, line)


def _exchange(story, chance, branch, to, question, answer, line=""):
    """A question, now and then late, and mostly its answer; now and then a question the other way."""
    if not line and chance.random() < 0.5:
        branch, to = to, branch
    on = plan.working_day(story.day - timedelta(days=chance.randrange(1, 26)), -1)
    by = on + timedelta(days=7 if line else chance.randrange(3, 9))
    thread = _say(story, chance, on, branch, to, question, by, line=line)
    answered = plan.working_day(on + timedelta(days=chance.randrange(1, 9)))
    if thread and answered < story.day and chance.random() < 0.8:
        _say(story, chance, answered, to, branch, answer, None, thread, line)


def _say(story, chance, on, branch, to, text, by, thread=None, line=""):
    """One message, where a line lets it go; gives the dialogue's key."""
    if to not in story.others(branch, "plan", on):
        return None
    item, staff = uuid.UUID(int=chance.getrandbits(128), version=4), story.staff[branch]
    row = story.add(
        "Message", branch, item=item, thread=thread or item, to_branch=to, category="plan", step=None, text=text,
        consultation=line, wants_answer=by is not None, answer_by=by, closes=False, written_by=staff.pk,
        written_at=datetime.combine(on, _WORKED, STOCKHOLM),
    )  # fmt: skip
    message = told(row, written_by=staff, opens=thread is None)
    what, kind = to_release(None, message), kind_of(message)
    story.releases.append(Released(on, branch, [to], "plan", kind, item, 1, what.title, what.content))
    return row["thread"]
