"""What follows from a person's rights in a branch's file: disagreement, restriction, information, marks on records."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.models import (
    Disagreement,
    HomeMark,
    Notice,
    NoticeGiven,
    ProcessingRestriction,
    PublicRelease,
)
from samkraft.people.problems import NotPossible
from samkraft.people.rights.notice_texts import FUND_VERSION, JOINT_VERSION
from samkraft.sharing import door


def _mine(opened, acting):
    return {"owner_branch": acting.branch, "case": opened.case, "file": opened.file}


@transaction.atomic
def disagree(opened, acting, kind, item, version, said):
    """GDPR-07: what the person says against an item stands beside it for good; nothing is overwritten."""
    made = Disagreement.objects.create(
        **_mine(opened, acting), item_kind=kind, item=item, version=version, said=said, said_on=today(),
        written_by=acting.staff,
    )  # fmt: skip
    _log(Event.ITEM_CREATED, opened, "disagreement", f"{kind}:{item}:{version}")
    return made


@transaction.atomic
def mark_documented(opened, acting, kind, item, version, reference):
    """REG-14: the item stands in the branch's own system, under that number."""
    at = {"item_kind": kind, "item": item, "version": version}
    try:
        with transaction.atomic():
            made = HomeMark.objects.create(
                **_mine(opened, acting), **at, reference=reference, marked_on=today(), marked_by=acting.staff
            )
    except IntegrityError:
        raise NotPossible(_("Handlingen är redan markerad som dokumenterad."), "reference") from None
    _log(Event.ITEM_FINALISED, opened, "home_mark", f"{kind}:{item}:{version}")
    return made


@transaction.atomic
def restrict(opened, acting, reason):
    """GDPR-08: from now on the file is only kept. What waits in the outbox is stopped."""
    if ProcessingRestriction.objects.in_force().filter(file=opened.file).exists():
        raise NotPossible(_("Behandlingen är redan begränsad."))
    made = ProcessingRestriction.objects.create(
        **_mine(opened, acting), reason=reason, begun_on=today(), begun_by=acting.staff
    )
    door.call("stop_restricted", opened.case.pk)
    _log(Event.ITEM_CREATED, opened, "restriction", str(made.pk))
    return made


@transaction.atomic
def lift(opened, acting, why):
    """The restriction is over; the person is told before (GDPR 18.3)."""
    row = ProcessingRestriction.objects.select_for_update().in_force().filter(file=opened.file).first()
    if row is None:
        raise NotPossible(_("Begränsningen är redan hävd."))
    row.lifted_on, row.lifted_by, row.lifted_why = today(), acting.staff, why
    row.save(update_fields=["lifted_on", "lifted_by", "lifted_why"])
    _log(Event.ITEM_FINALISED, opened, "restriction", str(row.pk))


@transaction.atomic
def note_given(opened, acting, given):
    """GDPR-09: the person was given the branch's own information, that on the joint plan, or on the fund's report.

    Of its own, in the version that is out, if that language has one.
    """
    words = dict(Notice._meta.get_field("language").choices)
    language = str(words.get(given["language"]) or given["other"])
    notice = current_notices(acting.branch).get(given["language"])
    versions = {"own": {"notice": notice}, "joint": {"joint_version": JOINT_VERSION}}
    versions["fund"] = {"fund_version": FUND_VERSION}
    for what in given["what"]:
        made = NoticeGiven.objects.create(
            **_mine(opened, acting), **versions[what], how=given["how"], given_on=given["given_on"],
            given_by=acting.staff, language=language,
        )  # fmt: skip
        _log(Event.ITEM_CREATED, opened, "notice", str(made.pk))


def notices_given(file):
    """What the person has been given in this file, newest first."""
    return list(NoticeGiven.objects.filter(file=file).select_related("given_by", "notice").order_by("-pk"))


def current_notices(branch):
    """The newest version in each language."""
    return {row.language: row for row in Notice.objects.filter(branch=branch).order_by("number")}


@transaction.atomic
def publish_notice(acting, language, text):
    """A new version of what the branch tells; the earlier ones stay as they were."""
    rows = Notice.objects.filter(branch=acting.branch, language=language)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            made = Notice.objects.create(
                branch=acting.branch, language=language, number=number, text=text, published_on=today(),
                published_by=acting.staff,
            )  # fmt: skip
    except IntegrityError:
        raise NotPossible(_("Någon annan publicerade just en version. Läs den först.")) from None
    log_event(Event.CONFIG_CHANGED, object_type="notice", items=[f"notice:{language}:{number}"])
    return made


@transaction.atomic
def note_public_release(acting, case_id, given):
    """ALL-01: what somebody asked for of a case, and what was decided; who asked is never kept."""
    if given["decided_on"] < given["asked_on"] or given["decided_on"] > today():
        raise NotPossible(_("Beslutet ligger mellan dagen då någon frågade och i dag."), "decided_on")
    if given["decision"] != "given" and not given["ground"].strip():
        raise NotPossible(_("Skriv vilken bestämmelse om sekretess som gäller."), "ground")
    made = PublicRelease.objects.create(
        owner_branch=acting.branch, case_id=case_id, decided_by=acting.staff, **given
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [case_id], object_type="public_release", items=[f"public_release:{made.pk}"])
    return made


def _log(event, opened, kind, key):
    log_event(event, [opened.case.pk], object_type=kind, items=[f"{kind}:{key}"])
