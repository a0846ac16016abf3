"""Take a request about a person's rights, send it on to the other controllers, answer it in time (GDPR-02, GDPR-06)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting
from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event, log_search
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.identity import IdentityError, parse_identity
from samkraft.people.log_facts import find as find_case
from samkraft.people.models import CaseFile, PackageMark, Referral, RightsRequest
from samkraft.people.problems import NotPossible
from samkraft.people.rights.choices import Reach, RightsAnswer, RightsKind
from samkraft.people.rights.collecting import Subject, archive_open
from samkraft.people.rights.package import Package
from samkraft.people.rights.package_files import digest, made
from samkraft.people.rights.redaction import hash_of, merged, sentences, words_in
from samkraft.people.vault import lookup_hashes, person_keys
from samkraft.programmes.months import add_months
from samkraft.sharing import door

MONTHS, MORE_MONTHS = 1, 2  # GDPR 12.3


def find_person(term: str, acting: Acting) -> tuple[Subject, list[str]]:
    """The person as the acting branch knows her, by case number or identity number, and her keys to the others.

    The search is kept (SRCH-1). Raises IdentityError where it is neither.
    """
    term = " ".join(term.split())
    case = find_case(term, acting.programme)
    if case:
        log_search(term, [case])
        return Subject(case), []
    canonical = parse_identity(term, today()).canonical
    own = {"owner_branch": acting.branch, "identity_hash__in": lookup_hashes(acting.branch, canonical)}
    with archive_open():
        files = CaseFile.objects.filter(**own, case__programme__slug=acting.programme).order_by("-opened_on", "pk")
        case = files.values_list("case_id", flat=True).first()
    referrals = Referral.objects.filter(**own, programme__slug=acting.programme).order_by("pk")
    found = Subject(case, tuple(referrals.values_list("pk", flat=True)))
    log_search(term, [case] if case else [], hits=int(found.is_known))
    return found, person_keys(acting.programme, canonical)


@transaction.atomic
def take(acting: Acting, subject: Subject, keys: list[str], given: dict) -> RightsRequest:
    """Write the request down, with its last day; send it to the others that hold data, if she asks it of all.

    given: kind, received_on, channel, checked, language, wish, reference, reach.
    """
    if given["received_on"] > today():
        raise NotPossible(_("Dagen har inte varit än."), "received_on")
    row = RightsRequest.objects.create(
        owner_branch=acting.branch, recorded_branch=acting.branch, recorded_by=acting.staff,
        programme=acting.programme, case_id=subject.case, referral=next(iter(subject.referrals), None),
        due_on=add_months(given["received_on"], MONTHS),
        **{name: given[name] for name in ("kind", "received_on", "channel", "checked", "language", "wish",
                                          "reference")},
    )  # fmt: skip
    if given["reach"] == Reach.ALL:
        door.call("route_rights_request", row.request, keys)
        row.refresh_from_db()
    _log(Event.ITEM_CREATED, row)
    return row


@transaction.atomic
def extend(row: RightsRequest, reason: str) -> None:
    """Two months more where the request is hard to answer; she is told within the first month (GDPR 12.3)."""
    row = _locked(row)
    if row.extended_on:
        raise NotPossible(_("Tiden är redan förlängd till %(day)s.") % {"day": swedish_date(row.due_on)})
    if row.is_late:
        raise NotPossible(_("Månaden har gått. Tiden kan inte förlängas i efterhand."))
    row.due_on = add_months(row.received_on, MONTHS + MORE_MONTHS)
    row.extended_on, row.extension_reason = today(), reason
    row.save(update_fields=["due_on", "extended_on", "extension_reason"])
    _log(Event.ITEM_VERSION, row)


@transaction.atomic
def answer(row: RightsRequest, acting: Acting, given: dict) -> None:
    """Close the branch's own part. A yes to an access request needs its package."""
    row = _locked(row)
    is_yes = given["answer"] in (RightsAnswer.GRANTED, RightsAnswer.PARTLY)
    known = row.case_id or row.referral
    if given["answer"] == RightsAnswer.NOTHING and known:
        raise NotPossible(_("Er verksamhet har uppgifter om personen."), "answer")
    if row.kind == RightsKind.ACCESS and is_yes and not row.package_hash:
        raise NotPossible(_("Gör registerutdraget först."), "answer")
    if given["answer"] == RightsAnswer.REFUSED and not given["answer_note"].strip():
        raise NotPossible(_("Skriv varför svaret är nej, och hur det kan överklagas."), "answer_note")
    row.answer, row.answer_note = given["answer"], given["answer_note"]
    row.answered_on, row.answered_by = today(), acting.staff
    row.save(update_fields=["answer", "answer_note", "answered_on", "answered_by"])
    _log(Event.ITEM_FINALISED, row)


@transaction.atomic
def note_read(package: Package, shown: Iterable[str], struck: Iterable[str], words: Iterable[str], why: str) -> int:
    """Keep that texts have been read, and what of them isn't told; how many had changed meanwhile and must be reread.

    shown: the hash of each wording that stood on the page; struck: ``hash|start`` of each sentence ticked.
    """
    by_wording = {hash_of(text.told.text): text.told.text for text in package.texts}
    ticked, changed = set(struck), 0
    for seen in shown:
        text = by_wording.get(seen)
        if text is None:
            changed += 1
            continue
        ranges = [(one.start, one.end) for one in sentences(text) if f"{seen}|{one.start}" in ticked]
        ranges = merged([*ranges, *words_in(text, words)])
        _keep(package, seen, ranges, why if ranges else "")
    _log(Event.ITEM_VERSION, package.asked)
    return changed


def _keep(package, wording, ranges, why):
    values = {
        "owner_branch": package.acting.branch, "case_id": package.asked.case_id,
        "struck": ranges, "why": why, "reviewed_by": package.acting.staff, "reviewed_at": timezone.now(),
    }  # fmt: skip
    PackageMark.objects.update_or_create(request=package.asked, text_hash=wording, defaults=values)


@transaction.atomic
def make_file(package: Package, kind: str) -> bytes:
    """OUT-4: the package as a file, once every free text in it has been read in its present wording."""
    if package.is_closed_to_reader:
        raise NotPossible(_("Ärendet är skyddat. Bara den som är namngiven för det läser och gör utdraget."))
    if package.unread:
        raise NotPossible(_("Läs först igenom texterna: %(n)s är inte lästa.") % {"n": len(package.unread)})
    row = _locked(package.asked)
    data = made(package, kind)
    row.packaged_on, row.package_hash = today(), digest(data)
    row.save(update_fields=["packaged_on", "package_hash"])
    items = [f"package:{row.request}", kind, f"sha256:{row.package_hash}"]
    log_event(Event.PACKAGE_MADE, _cases(row), object_type="package", items=items)
    return data


def others_of(row: RightsRequest) -> list[dict]:
    """How it goes with the others' answers, as far as this branch may know that they have anything."""
    if not (row.is_routed and row.case_id):
        return []
    found = door.rows("rights_answers", row.request)
    names = dict(Branch.objects.filter(pk__in=[one[0] for one in found]).values_list("pk", "name")) if found else {}
    return [{"name": names[branch], "due_on": due, "answered_on": answered} for branch, due, answered in found]


def _locked(row: RightsRequest) -> RightsRequest:
    now = RightsRequest.objects.select_for_update().get(pk=row.pk)
    if not now.is_open:
        words = {"day": swedish_date(now.answered_on)}
        raise NotPossible(_("Begäran är redan besvarad den %(day)s.") % words)
    return now


def _cases(row):
    return [row.case_id] if row.case_id else []


def _log(event, row):
    log_event(event, _cases(row), object_type="rights_request", items=[f"rights_request:{row.request}:{row.kind}"])


__all__ = ["IdentityError", "answer", "extend", "find_person", "make_file", "note_read", "others_of", "take"]
