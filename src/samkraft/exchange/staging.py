"""Rows of an arriving file into staging, each with its verdict; owned by the branch and gone after 24 hours.

Batches keep the memory constant. Another branch's people are never asked about: a person known elsewhere gets the
same answer as one whom nobody knows (SEK-05). Of a protected person only the line number is kept (SKY-01).
"""

import json
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.exchange.choices import RowVerdict
from samkraft.exchange.history_models import HistoryFile
from samkraft.exchange.models import StagedRow, Upload
from samkraft.exchange.reading import ReferralFileError
from samkraft.exchange.referral_file import RowProblem, open_referrals
from samkraft.people.afterwards.returns import tell_of_file
from samkraft.people.identity import IdentityType
from samkraft.people.intake.referral_create import Judging, own_hashes, verdict_json, ways_of
from samkraft.people.names import sort_name
from samkraft.people.vault import lookup_hashes, seal

KEPT = timedelta(hours=24)
MAX_ROWS = 500_000
BATCH = 2000
STATEMENT_SECONDS = 60
_UNREAD_SHOWN = 20

# Verdicts in full are few and long: each goes to the database once a batch, and the rows say which is theirs.
_INSERT = """
with verdicts as (select n - 1 as n, jsonb_build_object('verdict', v) as said
                  from jsonb_array_elements(%s::jsonb) with ordinality as x(v, n))
insert into exchange_stagedrow
    (owner_branch_id, upload_id, line, verdict, is_flawed, identity_hash, identity_sealed, content, findings)
select %s, %s, line, verdict, flawed, hash, decode(sealed, 'hex'), content || coalesce(said, '{}'), findings
from json_to_recordset(%s::json)
    as t(line int, verdict text, flawed bool, hash text, sealed text, said_by int, content jsonb, findings jsonb)
left join verdicts on n = said_by"""

_KNOWN = """
select identity_hash from people_referral
where owner_branch_id = %(branch)s and programme_id = %(programme)s and identity_hash = any (%(hashes)s)
  and identity_hash <> ''
union
select f.identity_hash from people_casefile f join people_case k on k.id = f.case_id
where f.owner_branch_id = %(branch)s and f.identity_hash = any (%(hashes)s) and f.closed_on is null
  and k.programme_id = %(programme)s and k.closed_on is null"""


# Of those, whom the one who sends the file may know of: referred by herself, or in a case of hers (REG-07).
_TOLD = """
select identity_hash from people_referral
where owner_branch_id = %(branch)s and programme_id = %(programme)s and identity_hash = any (%(hashes)s)
  and referred_by_id = %(staff)s
union
select f.identity_hash from people_casefile f join people_caseassignment a on a.case_id = f.case_id
where f.owner_branch_id = %(branch)s and f.identity_hash = any (%(hashes)s) and f.closed_on is null
  and a.branch_id = %(branch)s and a.staff_id = %(staff)s and a.valid_from <= %(today)s
  and (a.valid_until is null or a.valid_until >= %(today)s)"""


def allow_long_statements():
    """This transaction may wait and work longer than a page may: a whole file is taken at once or not at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"set local statement_timeout = '{STATEMENT_SECONDS}s'; set local lock_timeout = '{STATEMENT_SECONDS}s'"
        )


def check_constraints():
    """Check the rows so far: a million checks saved up for the commit would be one statement, and one long wait."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


@transaction.atomic
def stage(arriving, programme, version):
    """Read an arriving file to its end. Returns the :class:`Upload`; raises ``ReferralFileError``: nothing is kept."""
    allow_long_statements()
    actor = current_acting()
    file = open_referrals(arriving, on=today(), mode=settings.MODE, definition=version.definition)
    upload = Upload.objects.create(
        owner_branch=actor.branch,
        programme=programme,
        programme_version=version,
        uploaded_by=actor.staff,
        uploaded_at=timezone.now(),
        file_name=arriving.name,
        layout=file.layout.code,
        unread_headings=[heading[:40] for heading in file.unknown_headings[:_UNREAD_SHOWN] if heading],
    )
    stager = _Stager(upload, version.definition)
    for row in file:
        stager.add(row)
    stager.finish(arriving.content_hash, file.encoding)
    _replace_same(upload)
    items = [f"upload:{upload.pk}", f"rows:{upload.rows}", f"protected:{len(upload.protected_lines)}"]
    log_event(Event.ITEM_CREATED, object_type="upload", items=items)
    return upload


def _replace_same(upload):
    """A file that its sender had waiting already is staged once: the fresh reading stands."""
    same = Upload.objects.filter(owner_branch=upload.owner_branch, programme=upload.programme, taken_at=None)
    same.filter(uploaded_by=upload.uploaded_by, content_hash=upload.content_hash).exclude(pk=upload.pk).delete()


def taken_before(upload):
    """The same file, if this branch has taken it before; else None."""
    same = Upload.objects.filter(owner_branch=upload.owner_branch_id, programme=upload.programme_id)
    same = same.filter(content_hash=upload.content_hash, taken_at__isnull=False)
    return same.exclude(pk=upload.pk).order_by("taken_at").first()


class _Stager:
    """Gathers rows with their verdicts and writes them a batch at a time."""

    def __init__(self, upload, definition):
        self._upload, self._branch, self._programme = upload, upload.owner_branch, upload.programme
        self._definition, self._judging = definition, Judging(definition, today())
        self._sees_all = current_acting().has_role(Role.PROJECT_ADMINISTRATOR)
        ways = [way for kind in ("file", "form") for way in ways_of(definition, self._branch.code, kind)]
        self._ways = {way.code for way in ways}
        self._way = ways[0].code if ways else ""
        self._rows: list[dict] = []
        self._counts: Counter = Counter()
        self._columns: Counter = Counter()
        self._protected: list[int] = []
        self._older: dict[str, list[str]] = {}
        self._count = 0

    def add(self, row):
        """One row of the file."""
        self._count += 1
        if self._count > MAX_ROWS:
            sentence = _("Filen har fler än %(most)s rader.") % {"most": MAX_ROWS}
            raise ReferralFileError("too_many_rows", sentence, _("Dela den i flera filer."))
        if row.protected:
            self._protected.append(row.line)
            return
        self._rows.append(self._judged(row))
        if len(self._rows) >= BATCH:
            self._flush()

    def finish(self, content_hash, encoding):
        """Write the rest, and what the whole file came to."""
        self._flush()
        if not self._count:
            sentence = _("Filen har en rubrikrad men inga personer.")
            raise ReferralFileError("no_rows", sentence, _("Hämta filen på nytt och försök igen."))
        upload = self._upload
        upload.content_hash, upload.encoding, upload.rows = content_hash, encoding, self._count
        upload.protected_lines = self._protected
        upload.counts = {**self._counts, "columns": dict(self._columns.most_common(10))}
        upload.save(update_fields=["content_hash", "encoding", "rows", "protected_lines", "counts"])

    def _judged(self, row):
        way = row.way or self._way
        if way not in self._ways:
            row.problems.append(self._wrong_way(row))
        findings = [_finding(problem) for problem in row.problems]
        if not row.can_be_taken:
            self._columns.update({problem.column or _("Hela raden") for problem in row.problems if problem.blocking})
            return _row(row.line, RowVerdict.UNREADABLE, findings)
        facts = row.facts | {"referral_way": way}
        verdict = self._judging.verdict(facts)
        number_hash = self._noted(lookup_hashes(self._branch, row.identity.canonical))
        if verdict.state == "not_eligible":
            reasons = [{"rule": sentence} for sentence in verdict.failed]
            return _row(row.line, RowVerdict.NOT_ELIGIBLE, reasons, number_hash) | self._own(row)
        staged = _row(row.line, RowVerdict(verdict.state), findings, number_hash) | self._own(row)
        staged["source"] = (row, way, verdict)  # taken away again when the row is completed
        return staged

    def _own(self, row):
        """The hash under which her repeated referral would stand, for one who may not know all that the branch has."""
        return {} if self._sees_all else {"own": self._noted(own_hashes(row.identity))}

    def _noted(self, hashes):
        """The hash to keep. While the branch's key is rotated, others may stand in the database: those are noted."""
        if len(hashes) > 1:
            self._older[hashes[0]] = hashes[1:]
        return hashes[0]

    def _wrong_way(self, row):
        rule = _("Er verksamhet har ingen sådan anvisningsväg i programmet.")
        return RowProblem(row.line, _("Anvisningsväg"), row.way[:40], rule, _("Lämna cellen tom eller rätta koden."))

    def _flush(self):
        rows, self._rows = self._rows, []
        if not rows:
            return
        known = self._asked(_KNOWN, [row["hash"] for row in rows if row["hash"]])
        tell_of_file(self._programme, self._definition, known)
        if not self._sees_all:
            known = self._told(rows, known)
        said = _Said()
        completed = [self._completed(row, known, said) for row in rows]
        self._older.clear()
        values = [_json(said.verdicts), self._branch.pk, self._upload.pk, _json(completed)]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, values)
        check_constraints()

    def _completed(self, row, known, said):
        """The last of a row: known to the branch or not; its content only if it can be taken."""
        source, repeats = row.pop("source", None), row.pop("repeats", False)
        if row["hash"] in known:
            row |= {"verdict": RowVerdict.KNOWN.value, "findings": [], "hash": ""}
        elif source is not None:
            row["content"] = self._content(*source) | ({"repeats": True} if repeats else {})
            row["said_by"] = said.place_of(source[2])
            row["sealed"] = seal(self._branch, source[0].identity.canonical).hex()
            row["flawed"] = bool(row["findings"])
        else:
            row["hash"] = ""
        self._counts[row["verdict"]] += 1
        self._counts["flawed"] += row["flawed"]
        return row

    def _told(self, rows, known):
        """Those known of whom she who sends the file may know. The others' rows stand as repeated (REG-07)."""
        own = [(row.pop("own"), row) for row in rows if "own" in row]
        told = self._asked(_TOLD, [*known, *(own_one for own_one, _row in own)])
        for own_one, row in own:
            if own_one in told:
                told.add(row["hash"])
            elif row["hash"] in known - told:
                row["hash"], row["repeats"] = own_one, True
        return told

    def _asked(self, statement, hashes):
        """Those of the hashes that stand in this branch's own referrals or open files in the programme."""
        older = {old: hashed for hashed in hashes for old in self._older.get(hashed, ())}
        values = {"branch": self._branch.pk, "programme": self._programme.pk, "hashes": [*hashes, *older]}
        values |= {"staff": self._upload.uploaded_by_id, "today": today()}
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return {older.get(number_hash, number_hash) for (number_hash,) in cursor.fetchall()}

    def _content(self, row, way, verdict):
        """What the referral will hold, but for the number: that lies sealed beside it."""
        on = today()
        return {
            "identity_kind": row.identity.type.value,
            "first_name": row.first_name,
            "last_name": row.last_name,
            "sort_name": sort_name(row.last_name, row.first_name)[:170],
            "sex": row.sex,
            "birth_year": row.birth_date.year if row.birth_date else int(row.identity.canonical[:4]),
            "phone": row.phone,
            "email": row.email,
            "language": row.language,
            "needs_interpreter": row.needs_interpreter,
            "schooling": row.schooling,
            "unit": row.unit,
            "way": way,
            "referred_on": (row.referred_on or on).isoformat(),
            "facts": self._judging.own(row.json_facts | {"referral_way": way}),
            "priority": verdict.priority,
            "in_frame": verdict.in_frame is True,
        } | _of_coordination_number(row)


def _of_coordination_number(row):
    """What the file says of a coordination number (PNR-03); nothing of any other."""
    said = {"level": row.coordination_level, "status": row.coordination_status}
    return {"coordination": said} if row.identity.type == IdentityType.SAM and any(said.values()) else {}


class _Said:
    """The different verdicts of a batch, as they are kept, each in its place."""

    def __init__(self):
        self.verdicts, self._places = [], {}

    def place_of(self, verdict):
        """Equal people have one and the same verdict, so it need not be compared."""
        place = self._places.setdefault(id(verdict), len(self.verdicts))
        if place == len(self.verdicts):
            self.verdicts.append(verdict_json(verdict, today()))
        return place


def _json(value):
    return json.dumps(value, ensure_ascii=False)


def _row(line, verdict, findings, number_hash=""):
    return {
        "line": line,
        "verdict": verdict.value,
        "flawed": False,
        "hash": number_hash,
        "sealed": "",
        "content": {},
        "findings": findings,
    }


def _finding(problem):
    return {
        "column": problem.column,
        "value": problem.value,
        "rule": str(problem.rule),
        "remedy": str(problem.remedy),
        "blocking": problem.blocking,
    }


def purge(before=None):
    """Remove the acting branch's staging older than 24 hours (or from before a moment). Returns how many rows.

    What was taken leaves its receipt: day, counts and the keyed hash by which the same file is known again.
    """
    old = Upload.objects.filter(owner_branch=current_acting().branch, uploaded_at__lt=before or timezone.now() - KEPT)
    removed, _by_model = StagedRow.objects.filter(upload__in=old).delete()
    old.filter(taken_at=None).delete()
    histories = HistoryFile.objects.filter(owner_branch=current_acting().branch, taken_at=None)
    return removed + histories.filter(uploaded_at__lt=before or timezone.now() - KEPT).delete()[0]
