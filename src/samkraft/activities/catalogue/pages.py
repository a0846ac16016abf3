"""What the pages of the catalogue show, worked out once in the view."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.activities.catalogue.queries import ahead_of, wait_in
from samkraft.activities.choices import ActivityState, BookingState
from samkraft.activities.models import Booking, Place
from samkraft.core.clock import today
from samkraft.core.words import days_word, percent, short_date, swedish_date, thousands

SHOWN = 50  # so many of a queue
_FOLLOWED = ("workplace_share", "women_share_workplace")


def session_text(session) -> str:
    """A session in one line: when it begins, at which times, and how many places are free."""
    begins = _("Börjar %(day)s") if session.starts_on >= today() else _("Pågår sedan %(day)s")
    parts = [begins % {"day": swedish_date(session.starts_on)}, session.times, free_text(session.free)]
    return ", ".join(filter(None, parts))


def free_text(free) -> str:
    """So many free places, in words."""
    if not free:
        return _("inga lediga platser")
    return ngettext("%(n)s ledig plats", "%(n)s lediga platser", free) % {"n": free}


def entry_row(offering, definition, expected, case=None) -> dict:
    """An entry in the list; *case*: whom a place would be booked for."""
    total = offering.free
    book = reverse("activities:book", args=[case, offering.pk]) if case else ""
    return {
        "title": offering.title,
        "url": book or reverse("activities:offering", args=[offering.pk]),
        "owner": offering.provider_branch.name,
        "owner_key": offering.provider_branch.mark,
        "words": shortened(offering),
        "needs": _needs(offering),
        "free": thousands(total),
        "start": _start_word(offering),
        "waiting": ngettext("%(n)s i kö", "%(n)s i kö", offering.waiting) % {"n": offering.waiting},
        "wait": _short_wait(offering, expected),
        "stale": is_stale(offering, definition.places),
        "days": (today() - offering.confirmed_on).days,
        "confirmed": offering.confirmed_on,
        "book": (_("Boka plats") if total else _("Ställ i kö")) if case else "",
    }


def followed(definition) -> list[dict]:
    """Where the scorecard follows who gets the places: the share at a workplace, and women among them (P-042)."""
    return [
        {"label": each.name, "url": reverse("steering:indicator", args=[each.code]),
         "goal": percent(each.target.value) if each.target else ""}
        for each in definition.indicators
        if each.measure and each.measure.name in _FOLLOWED
    ]  # fmt: skip


def shortened(offering) -> str:
    """The first sentence of the content, with who gives it."""
    first = offering.content.split(". ")[0].rstrip(".") + "."
    return f"{offering.provider}. {first}" if offering.provider else first


def offering_facts(offering, definition) -> list[dict]:
    """The facts of an entry in one line each."""
    price = offering.price
    facts = [
        (_("Slag"), definition.activity_type(offering.type).name),
        (_("Anordnare"), ", ".join(filter(None, [offering.provider, offering.provider_branch.name]))),
        (_("Beslut"), _decided_by(definition, offering)),
        (_("Förkunskaper"), offering.prerequisites),
        (_("Språk"), offering.languages),
        (_("Tillgänglighet"), offering.accessibility),
        (_("Start"), _("Löpande") if offering.is_rolling else ""),
        (_("Pris för programmet"), _("%(sum)s kr per plats") % {"sum": thousands(price)} if price else ""),
        (_("Bekräftad"), swedish_date(offering.confirmed_on)),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def session_rows(sessions, offering) -> list[dict]:
    """The sessions of an entry as rows: those that are over are left out."""
    return [
        {
            "pk": session.pk,
            "starts": swedish_date(session.starts_on),
            "ends": swedish_date(session.ends_on) if session.ends_on else _("tills vidare"),
            "times": session.times,
            "where": session.where,
            "free": session.free,
            "offered": session.offered,
            "taken": session.taken,
            "all": session.free + session.offered + session.taken,
            "note": "" if session.is_open else _("Tar inte emot fler"),
            "url": reverse("activities:session", args=[offering.pk, session.pk]),
        }
        for session in sessions
        if session.ends_on is None or session.ends_on >= today()
    ]


def queue_rows(offering, places) -> list[dict]:
    """The queue in its order: a number, since when, and why before others; never whose it is."""
    names = {each.code: each.name for each in places.priorities} if places else {}
    waiting = Booking.objects.filter(offering=offering, state=BookingState.WAITING).select_related("session")
    return [
        {
            "number": number,
            "since": swedish_date(booking.entered_on),
            "days": days_word((today() - booking.entered_on).days),
            "wants": swedish_date(booking.session.starts_on) if booking.session else _("Första lediga"),
            "why": names.get(booking.priority, ""),
            "ready": booking.ready_on is not None,
        }
        for number, booking in enumerate(waiting.order_by("rank", "entered_on", "pk")[:SHOWN], start=1)
    ]


def booked_words(activity) -> str:
    """What has become of a booking, for the receipt."""
    if activity.state == ActivityState.OFFERED:
        return _("En plats är ledig och hålls för personen. Skriv in svaret.")
    if activity.state == ActivityState.DECIDED:
        return _("Personen står i kö. Du får veta på Min dag när en plats blir ledig.")
    return _("Platsen är begärd. Personen står i kö tills beslutet har kommit.")


def is_stale(offering, places) -> bool:
    """Whether nobody has confirmed the entry for longer than the programme says."""
    return bool(places) and (today() - offering.confirmed_on).days > places.confirm_days


def stale_text(offering, places) -> str:
    """What is said of an entry that nobody has confirmed for long, or nothing."""
    if not is_stale(offering, places):
        return ""
    words = _("Ingen har bekräftat uppgifterna sedan %(day)s. Ring anordnaren innan du lovar något.")
    return words % {"day": swedish_date(offering.confirmed_on)}


def held_choices(session) -> list[tuple[int, str]]:
    """The held places of a session that can be taken back, for nobody has begun: whose they are isn't known here."""
    held = Place.objects.filter(session=session, booking__isnull=False, booking__started_on=None).select_related(
        "booking"
    )
    return [(place.booking_id, _held_words(place)) for place in held]


def _held_words(place):
    since = swedish_date(place.booking.first_offered_on)
    return _("Plats %(number)s, %(state)s, erbjuden %(day)s") % {
        "number": place.number, "state": place.get_state_display().lower(), "day": since,
    }  # fmt: skip


def place_facts(activity, places) -> list[dict]:
    """Where a booked activity stands in the catalogue: session, offer, place in the queue and what is left to wait."""
    booking = activity.booking
    if booking is None:
        return []
    session = booking.held or booking.session
    facts = [(_("Omgång"), _session_words(session) if session else _("Första lediga plats"))]
    if activity.state == ActivityState.OFFERED:
        facts.append((_("Svara senast"), swedish_date(booking.answer_by)))
    if activity.notice:
        facts.append((_("Har hänt"), activity.get_notice_display()))
    elif activity.state in (ActivityState.ASKED, ActivityState.DECIDED):
        facts += _queue_facts(booking, places)
    return [{"label": label, "value": value} for label, value in facts]


def wait_text(expected) -> str:
    """The expected wait with its uncertainty, in words (P-042): half of those like her, and nine of ten."""
    if expected is None:
        return _("För få har fått plats för att säga något.")
    if expected.half is None:
        return _("Mindre än hälften av dem som har köat har fått plats än.")
    within = _("Hälften får plats inom %(days)s") if expected.half else _("Hälften får plats samma dag")
    text = within % {"days": days_word(expected.half)}
    if expected.low is not None:
        text += " " + _("(mellan %(low)s och %(high)s)") % {"low": expected.low, "high": _limit(expected.high)}
    if expected.nine_tenths is not None:
        text += ", " + _("nio av tio inom %(days)s") % {"days": days_word(expected.nine_tenths)}
    return text + "."


def wait_ground(expected) -> str:
    """What the expected wait rests on."""
    words = _(
        "Bygger på %(people)s som har köat hit, de som ännu väntar medräknade. %(offered)s har fått ett erbjudande."
    )
    return words % {"people": thousands(expected.people), "offered": thousands(expected.offered)}


def _needs(offering):
    """What the middle of a row says: what is asked for first, then what helps."""
    asked = [(_("Krävs"), offering.prerequisites)]
    helps = [(_("Språk"), offering.languages), (_("Tillgänglighet"), offering.accessibility)]
    return [
        {"kind": kind, "label": label, "text": text}
        for kind, pairs in (("ask", asked), ("yes", helps))
        for label, text in pairs
        if text
    ]


def _start_word(offering):
    if offering.next_start and not offering.is_rolling:
        return short_date(offering.next_start)
    return _("Löpande") if offering.runs_now else _("Ingen satt")


def takes_at_once(offering) -> bool:
    """Whether a place is free with nobody before, of an entry with its places: then there is no wait to expect."""
    return bool(offering.free and not offering.waiting)


def _short_wait(offering, expected):
    if takes_at_once(offering):
        return _("Ingen kö")
    if expected is None or expected.half is None:
        return _("Går inte att säga")
    return days_word(expected.half) if expected.half else _("Samma dag")


def _decided_by(definition, offering):
    kind = definition.activity_type(offering.type)
    if not kind.decides:
        return _("Överenskommelse med personen")
    branch = definition.branch(kind.decides).name
    if kind.decision == "beslut":  # the programme's word, which the fact is headed by
        return branch
    return _("%(branch)s, %(how)s") % {"branch": branch, "how": kind.decision}


def _limit(days):
    return days_word(days) if days is not None else _("längre tid än vi har sett")


def _session_words(session):
    span = swedish_date(session.starts_on)
    if session.ends_on:
        span += f" – {swedish_date(session.ends_on)}"
    return ", ".join(filter(None, [span, session.times, session.where]))


def _queue_facts(booking, places):
    ahead = ahead_of(booking)
    place = _("Först i kön") if not ahead else ngettext("%(n)s före", "%(n)s före", ahead) % {"n": ahead}
    if booking.ready_on is None:
        place += ". " + _("Får plats först när beslutet har kommit.")
    waited = (today() - booking.entered_on).days
    return [
        (
            _("I kön sedan"),
            _("%(day)s, %(days)s") % {"day": swedish_date(booking.entered_on), "days": days_word(waited)},
        ),
        (_("I kön"), place),
        (_("Väntan kvar"), wait_text(wait_in(booking.offering_id, places, waited))),
    ]
