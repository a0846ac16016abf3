"""The read log in plain Swedish: its codes name what was shown, such as ``plan:3``; people read words without keys."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

_WORDS = {
    "access_answer": _("vem som kan se ärendet"),
    "activity": _("aktiviteter"),
    "advice": _("frågor utan namn"),
    "archive": _("arkivläsning"),
    "assignment": _("handläggare"),
    "assignment_ended": _("handläggare"),
    "benefit": _("ersättningar"),
    "benefits": _("ersättningar"),
    "branch_day": _("verksamhetens dag"),
    "call_list": _("att skriva in"),
    "called": _("kallelser"),
    "called_without_draw": _("kallelser utan lottning"),
    "case": _("ärendet"),
    "cases": _("deltagare"),
    "consent": _("samtycken"),
    "consents": _("samtycken"),
    "contact": _("kontakter"),
    "contact_taken_back": _("kontakter"),
    "contacts": _("kontakter"),
    "copies": _("delningar"),
    "copy": _("delning"),
    "day": _("min dag"),
    "deadline": _("frister"),
    "deadlines": _("frister"),
    "discarded": _("filer"),
    "discharge": _("utskrivning"),
    "document": _("dokument"),
    "documents": _("dokument"),
    "draft": _("utkast"),
    "draw": _("lottning"),
    "ended": _("roller"),
    "extension": _("längre tid"),
    "finding": _("granskning av loggen"),
    "follow_up": _("uppföljning"),
    "follow_ups": _("uppföljningar"),
    "winding_down": _("vem som saknar mottagare när programmet slutar"),
    "given": _("roller"),
    "handover": _("överlämning"),
    "handovers": _("överlämningar"),
    "case_records": _("handlingar"),
    "consultations": _("konsultationer"),
    "dialogue": _("dialog"),
    "message": _("dialog"),
    "disagreement": _("deltagaren håller inte med"),
    "gate": _("beslut före skarp drift"),
    "home_mark": _("handlingar"),
    "notice": _("information om uppgifter"),
    "public_release": _("utlämnande av handling"),
    "records": _("handlingar"),
    "restriction": _("begränsad behandling"),
    "history": _("historik"),
    "history_version": _("historik"),
    "incident": _("incidenter"),
    "incidents": _("incidenter"),
    "leader": _("processledare"),
    "line": _("samtycken"),
    "log": _("läsloggen"),
    "log_extract": _("utdrag ur loggen"),
    "log_finding": _("granskning av loggen"),
    "log_opening": _("skyddad logg"),
    "log_months": _("gallring"),
    "log_logins": _("inloggningar"),
    "log_report": _("läget i granskningen"),
    "log_asked": _("skyddad logg"),
    "log_opened": _("skyddad logg"),
    "log_refused": _("skyddad logg"),
    "log_review": _("granskning av loggen"),
    "mapping": _("kartläggning"),
    "meeting": _("möten"),
    "meetings": _("möten"),
    "minutes": _("anteckningar"),
    "next_talk": _("nästa samtal"),
    "opening": _("öppning med skäl"),
    "openings": _("öppningar med skäl"),
    "package": _("registerutdrag"),
    "people": _("vilka som arbetar med ärendet"),
    "phase_move": _("fas"),
    "phases": _("fas"),
    "placing": _("placering"),
    "plan": _("plan"),
    "put_off": _("frister"),
    "protected": _("skyddade personuppgifter"),
    "protected_done": _("skyddade personuppgifter"),
    "protection": _("skyddade personuppgifter"),
    "protection_decisions": _("skydd att besluta om"),
    "referral": _("anvisningar"),
    "referral_facts": _("uppgifter i anvisningen"),
    "referrals": _("anvisningar"),
    "release": _("delning"),
    "report": _("besked om planen"),
    "representative": _("företrädare"),
    "representatives": _("företrädare"),
    "review": _("fråga om annan grund"),
    "reviews": _("frågor om annan grund"),
    "ground": _("grund"),
    "received": _("inkomna handlingar"),
    "rights": _("begäranden om rättigheter"),
    "rights_request": _("begäran om rättigheter"),
    "retention": _("gallring"),
    "role": _("roller"),
    "scorecard": _("styrkort"),
    "sharing": _("delningar"),
    "staging": _("rader i en fil"),
    "step": _("steg i planen"),
    "step_report": _("besked om planen"),
    "taken": _("personer"),
    "task": _("uppgifter"),
    "tasks": _("uppgifter"),
    "upload": _("filer"),
}


def told(items, object_type="", shown=6):
    """What a reading showed, each kind once with how many if several; never a key. "" if nothing says what.

    What was read of a protected case lies sealed, and says no more than that (SKY-06).
    """
    if isinstance(items, str):
        return str(_("Skyddat ärende"))
    counts = Counter(word for word in map(_word, items or [object_type]) if word)
    words = [f"{word} ({count})" if count > 1 else str(word) for word, count in counts.most_common(shown)]
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _word(code):
    """The word for a code: the part before the first colon, or before an underscore for lists with a view."""
    kind = str(code).partition(":")[0]
    found = _WORDS.get(kind) or _WORDS.get(kind.partition("_")[0])
    return str(found) if found else ""
