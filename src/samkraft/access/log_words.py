"""The read log in plain Swedish: its codes name what was shown, such as ``plan:3``; people read words without keys."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import Role

# In the log's column of roles: what the person herself did, on her own page.
PARTICIPANT = "participant"
_WORDS = {
    "access_answer": _("vem som kan se ärendet"),
    "activity": _("aktiviteter"),
    "attendance": _("närvaro"),
    "offering": _("utbudet"),
    "provider_session": _("platser i en omgång"),
    "mapping_earlier": _("kartläggning i ett tidigare ärende"),
    "registering": _("att registrera"),
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
    "answers": _("svar på frågor"),
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
    "employer": _("arbetsplatser"),
    "employment": _("anställningar"),
    "employments": _("anställningar"),
    "ended": _("roller"),
    "extension": _("längre tid"),
    "finding": _("granskning av loggen"),
    "fhir": _("ett uttag i FHIR"),
    "finsam": _("underlag till Uppföljning Finsam"),
    "fund_report": _("rapport till SCB för ESF"),
    "follow_up": _("uppföljning"),
    "follow_ups": _("uppföljningar"),
    "afterwards": _("de som har börjat arbeta eller studera"),
    "support": _("stöd efter starten"),
    "return_signal": _("tecken på återgång"),
    "money": _("vad som händer med pengarna"),
    "duplicates": _("dubbletter"),
    "merge": _("sammanslagning av ärenden"),
    "recent": _("senast öppnade"),
    "winding_down": _("vem som saknar mottagare när programmet slutar"),
    "given": _("roller"),
    "placed": _("vårdenhet"),
    "handover": _("överlämning"),
    "handovers": _("överlämningar"),
    "care_block": _("spärrar"),
    "care_blocks": _("spärrar"),
    "case_records": _("handlingar"),
    "consultations": _("konsultationer"),
    "dialogue": _("dialog"),
    "care_paper": _("underlag från vården"),
    "care_papers": _("underlag från vården"),
    "cooperation": _("förstärkt samarbete"),
    "guidance": _("vägledning"),
    "guidance_talk": _("vägledning"),
    "studies": _("studier"),
    "study_plan": _("studieplan"),
    "message": _("dialog"),
    "disagreement": _("deltagaren håller inte med"),
    "gate": _("beslut före skarp drift"),
    "home_mark": _("handlingar"),
    "notice": _("information om uppgifter"),
    "public_release": _("utlämnande av handling"),
    "records": _("handlingar"),
    "restriction": _("begränsad behandling"),
    "history": _("historik"),
    "history_file": _("fil med historik"),
    "history_version": _("historik"),
    "incident": _("incidenter"),
    "incidents": _("incidenter"),
    "invitation": _("rekryteringsträffar"),
    "invitations": _("rekryteringsträffar"),
    "job_profile": _("vad personen vill och kan"),
    "job_profiles": _("vad personen vill och kan"),
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
    "calendar": _("kalendern"),
    "room": _("rum"),
    "calendar_feed": _("kalendern"),
    "calendar_address": _("kalendern"),
    "meeting": _("möten"),
    "meeting_letter": _("möten"),
    "meetings": _("möten"),
    "minutes": _("anteckningar"),
    "next_talk": _("nästa samtal"),
    "opening": _("öppning med skäl"),
    "openings": _("öppningar med skäl"),
    "own_page": _("personens egen sida"),
    "package": _("registerutdrag"),
    "people": _("vilka som arbetar med ärendet"),
    "phase_move": _("fas"),
    "phases": _("fas"),
    "case_move": _("flytt av ärenden"),
    "text_template": _("textmallar"),
    "placement": _("arbetsplatser"),
    "placements": _("arbetsplatser"),
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
    "registered": _("anteckningar om registrering"),
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
    "support_forms": _("stödformer"),
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


def roles_in_words(codes):
    """The roles that a row was read with; a code cut short by the row is told by what it begins with."""
    if codes == PARTICIPANT:
        return str(_("deltagaren själv"))
    names = [next((str(role.label) for role in Role if role.value.startswith(code)), "") for code in codes.split(",")]
    return ", ".join(name.lower() for name in names if name) or str(_("systemet"))
