"""What a handover holds, gathered for the sender to read before it is sent (P-038).

The programme file names the parts. The texts proposed here come from the published plan and from what has been
done; the sender reads and mends them. Nothing goes along that isn't in the text: no number, no note, no mapping.
"""

from samkraft.core.words import swedish_date
from samkraft.people import plan_source

# A part of the file gets the text whose word its name holds; a part without any begins empty.
_BY_WORD = (
    ("gjort", "done"),
    ("återstår", "left"),
    ("egna ord", "goal"),
    ("kontakt", "contact"),
    ("plan", "plan"),
    ("rekommendation", "left"),
)


def proposed_parts(opened):
    """The programme's parts with a text to begin from: a list of (title, text)."""
    texts = texts_of(plan_source.published_plan(opened), plan_source.accomplished(opened), opened.file)
    return parts_of(opened.definition, texts)


def parts_of(definition, texts):
    """The parts that a programme names, each with the text that its name asks for."""
    return [(title, _text_for(title, texts)) for title in definition.handover.parts]


def content_of(opened, parts):
    """The handover as it is copied: who, from which programme, and the parts as read by the sender."""
    return {
        "name": opened.file.name,
        "case": opened.case.number,
        "programme": opened.definition.name,
        "birth_year": None if opened.file.is_pseudonymous else opened.file.birth_year,
        "parts": [{"title": title, "text": text} for title, text in parts],
    }


def shown_parts(parts):
    """The parts of a handover as they are read: what is one line each as a list, and her own words as own words."""
    return [part | _as_read(part["title"], part["text"]) for part in parts]


def _as_read(title, text):
    if _source_of(title) == "goal":
        return {"is_own_words": True}
    lines = [line.strip() for line in text.strip().splitlines()]
    return {"lines": lines} if len(lines) > 1 and all(lines) else {}


def texts_of(plan, told, file):
    """The texts to begin from: of the published plan, of what has been done, of the file's ways to reach her."""
    steps = plan.steps if plan else ()
    done = [_step_line(step) for step in steps if step.state == "done"]
    left = [_step_line(step) for step in steps if step.state != "done"]
    return {
        "plan": "\n".join(_step_line(step) for step in steps),
        "done": "\n".join([*done, *told.done]),
        "left": "\n".join([*left, *told.left]),
        "goal": plan.goal if plan else "",
        "contact": _contact(file),
    }


def _text_for(title, texts):
    return texts.get(_source_of(title), "")


def _source_of(title):
    lowered = title.lower()
    return next((key for word, key in _BY_WORD if word in lowered), "")


def _step_line(step):
    when = f" (till {swedish_date(step.ends_on)})" if step.ends_on else ""
    return f"{step.title}, {step.who}{when}" if step.who else f"{step.title}{when}"


def _contact(file):
    """Ways to reach the person; none for someone with protected identity (SKY-01)."""
    if file.is_pseudonymous:
        return ""
    language = f"{file.language}, tolk" if file.language and file.needs_interpreter else file.language
    return "\n".join(filter(None, [file.phone, file.email, language]))
