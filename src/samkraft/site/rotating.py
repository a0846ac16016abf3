"""New keys for what lies sealed: every row, its history and the hashes of numbers, under keys made now (ASVS 11.2.2).

A rotation goes through four states, each readable from the secrets file, so that one that was stopped goes on where it
was: a *next* version is there (all who run can read it), it becomes *current* (they write with it), what is older is
renewed a batch at a time, and when nothing older is left the old version is *retired* into a file that the site
doesn't read. Whoever serves goes on meanwhile: a number is looked for by every version that there is.

Runs on a connection of the owner's (``access.protect._resealing``); no row's content is changed, only its seal.
"""

import binascii
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from samkraft.access import file_store
from samkraft.access.models import Branch
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.access.sealed_fields import CarriedJSONField, SealedField
from samkraft.access.vault import (
    HEADER,
    SEALED,
    header,
    open_bytes,
    open_json,
    open_text,
    seal_bytes,
    seal_json,
    seal_text,
)
from samkraft.core import keyring
from samkraft.core.keyring import SITE, KeyMissing, Ring
from samkraft.people.vault import number_hash, person_hash
from samkraft.site.secrets_file import read_secrets

BATCH = 500
NUMBER, HASH = "identity_sealed", "identity_hash"
# A number that was sent in again by somebody who may not know it stands under a hash with her key in it.
_ALSO_HASHED_WITH = {
    "people_referral": "referred_by_id",
    "exchange_stagedrow": "(select u.uploaded_by_id from exchange_upload u where u.id = upload_id)",
}
Say = Callable[[str], None]


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns: column → how it is sealed (bytes, text or json)."""

    name: str
    key: str
    columns: dict[str, str]

    @property
    def has_number(self) -> bool:
        return NUMBER in self.columns


def sealed_tables() -> list[SealedTable]:
    """Every table of personal data that holds something sealed."""
    found = []
    for model in guarded_models(OwnedModel):
        columns = {f.column: f.sealed_as for f in model._meta.concrete_fields if isinstance(f, SealedField)}
        if any(field.column == NUMBER for field in model._meta.concrete_fields):
            columns[NUMBER] = "bytes"
        if columns:
            found.append(SealedTable(model._meta.db_table, model._meta.pk.column, columns))
    return found


class Rotation:
    """One rotation of the keys of some owners; ``names`` are rings."""

    def __init__(self, names: list[str], say: Say, wait: float) -> None:
        self.names, self.say, self.wait = names, say, wait
        self._seen = 0  # of the history
        self.codes = dict(Branch.objects.values_list("pk", "code"))

    def prepare(self) -> None:
        """Make the next version of each ring that has but one."""
        with keyring.changing() as content:
            rings = content.setdefault("rings", {})
            for name in self.names:
                if name not in rings:
                    old = "field_key" in content
                    rings[name] = (
                        {"current": 0, "versions": {"1": keyring.new_version()}} if old else keyring.new_ring()
                    )
                elif len(rings[name]["versions"]) == 1 and "field_key" not in content:
                    rings[name]["versions"][str(rings[name]["current"] + 1)] = keyring.new_version()
        time.sleep(self.wait)

    def use_newest(self) -> None:
        """From now on what is written is written with the newest version."""
        with keyring.changing() as content:
            for name in self.names:
                said = content["rings"][name]
                newest = max(map(int, said["versions"]))
                if said["current"] != newest:
                    said["current"] = newest
                    self.say(f"{name}: version {newest} is in use")
        time.sleep(self.wait)

    def renew(self) -> int:
        """Renew everything that is sealed with an older version. Returns how much couldn't be."""
        self._rings = keyring.all_rings()
        with _as_owner() as owner:
            left = sum(self._numbers(owner, table) for table in sealed_tables() if table.has_number)
            for table in sealed_tables():
                self._rows(owner, table)
            self._carried(owner)
            self._history(owner)
            for branch in Branch.objects.filter(pk__in=self._mine()):
                self._told("files", file_store.renew(branch), f" of {branch.code}")
            if SITE in self.names:
                self._person_keys(owner)
        return left

    def retire(self) -> None:
        """Take the older versions out of the file of those who serve, into one that nobody reads."""
        retired: dict = {}
        with keyring.changing() as content:
            for name in self.names:
                said = content["rings"][name]
                for version in [v for v in said["versions"] if int(v) < said["current"]]:
                    retired.setdefault(name, {})[version] = said["versions"].pop(version)
                    self.say(f"{name}: version {version} is retired")
            if "field_key" in content and self._all_have_own(content):
                retired["first"] = {key: content.pop(key) for key in ("field_key", "lookup_key")}
                self.say("the first keys, from before each owner had its own, are retired")
            if retired:
                _keep_retired(retired)

    def _all_have_own(self, content: dict) -> bool:
        wanted = {SITE, *(f"branch:{code}" for code in self.codes.values())}
        return all(content["rings"].get(name, {}).get("current", 0) > 0 for name in wanted)

    def _ring(self, branch_id: int) -> Ring | None:
        """The ring of an owner, where it is among those to be rotated."""
        name = f"branch:{self.codes[branch_id]}"
        return self._rings[name] if name in self.names else None

    def _mine(self) -> list[int]:
        return [pk for pk, code in self.codes.items() if f"branch:{code}" in self.names]

    def _numbers(self, owner: psycopg.Connection, table: SealedTable) -> int:
        """Numbers and their hashes, all of an owner's at once: a search finds each by one key or the other."""
        return sum(self._numbers_of(owner, table, branch) for branch in self._mine())

    def _numbers_of(self, owner: psycopg.Connection, table: SealedTable, branch: int) -> int:
        keys, done, left = self._ring(branch), 0, 0
        also = _ALSO_HASHED_WITH.get(table.name, "null")
        find = sql.SQL(
            "select {key} as key, {number} as number, {hash} as hash, {also} as also from {table}"
            " where owner_branch_id = %s and (length({number}) > 0 and substring({number} from 1 for %s) <> %s"
            " or {hash} <> '' and not starts_with({hash}, %s))"
        ).format(
            key=sql.Identifier(table.key), number=sql.Identifier(NUMBER), hash=sql.Identifier(HASH),
            also=sql.SQL(also), table=sql.Identifier(table.name),
        )  # fmt: skip
        write = sql.SQL("update {} set {} = %s, {} = %s where {} = %s").format(
            *map(sql.Identifier, (table.name, NUMBER, HASH, table.key))
        )
        with _transaction(owner), owner.cursor("numbers", row_factory=dict_row) as rows:
            rows.execute(find, [branch, HEADER, header(keys), f"k{keys.current}."])
            while batch := rows.fetchmany(BATCH):
                written = [(*self._number(keys, row), row["key"]) for row in batch]
                owner.cursor().executemany(write, written)
                left += sum(bool(hashed) and not hashed.startswith(f"k{keys.current}.") for _n, hashed, _k in written)
                done += len(batch)
        self._told(table.name, done, f" of {keys.name}")
        return left

    def _number(self, keys: Ring, row: dict) -> tuple[bytes, str]:
        """A number under the new key, and the hash that goes with it."""
        if not row["number"]:
            return row["number"], row["hash"]
        plain = open_bytes(keys, bytes(row["number"]))
        return seal_bytes(keys, plain), self._rehashed(keys, row["hash"], plain.decode(), row["also"])

    def _rehashed(self, keys: Ring, kept: str, plain: str, also: int | None) -> str:
        code = keys.name.removeprefix("branch:")
        for text in (plain, f"{plain}:{also}"):
            if any(number_hash(keys, code, text, version) == kept for version in keys.keys):
                return number_hash(keys, code, text)
        return kept

    def _rows(self, owner: psycopg.Connection, table: SealedTable) -> None:
        """What else is sealed in a table, and what isn't yet, a batch at a time."""
        columns = {name: kind for name, kind in table.columns.items() if name != NUMBER}
        for branch in self._mine() if columns else ():
            self._rows_of(owner, table, columns, branch)

    def _rows_of(self, owner: psycopg.Connection, table: SealedTable, columns: dict, branch: int) -> None:
        keys, done, last = self._ring(branch), 0, None
        names = list(columns)
        stale = sql.SQL(" or ").join(_stale(name, columns[name]) for name in names)
        find = sql.SQL(
            "select {key} as key, {columns} from {table} where owner_branch_id = %(branch)s and ({stale})"
            " and (%(last)s::text is null or {key} > %(last)s::text::{type}) order by {key} limit %(many)s for update"
        ).format(
            key=sql.Identifier(table.key), columns=sql.SQL(", ").join(map(sql.Identifier, names)), stale=stale,
            table=sql.Identifier(table.name), type=sql.SQL(_type_of(owner, table)),
        )  # fmt: skip
        assign = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in names)
        write = sql.SQL("update {} set {} where {} = %s").format(
            sql.Identifier(table.name), assign, sql.Identifier(table.key)
        )
        while True:
            values = {"branch": branch, "last": last, "many": BATCH, "prefix": _prefix(keys)}
            with _transaction(owner):
                batch = owner.cursor(row_factory=dict_row).execute(find, values).fetchall()
                written = [
                    [
                        *(_for_column(kind, _renewed(keys, kind, row[name])) for name, kind in columns.items()),
                        row["key"],
                    ]
                    for row in batch
                ]
                owner.cursor().executemany(write, written)
            if not batch:
                break
            done, last = done + len(batch), str(batch[-1]["key"])
        self._told(table.name, done, f" of {keys.name}")

    def _carried(self, owner: psycopg.Connection) -> None:
        """What waits to be delivered is sealed for its receiver, and says with whose key."""
        by_prefix = {_prefix(ring)[:-3]: ring for name, ring in self._rings.items() if name in self.names}
        for model in guarded_models(OwnedModel):
            for field in model._meta.concrete_fields:
                if isinstance(field, CarriedJSONField):
                    self._carried_in(owner, model._meta.db_table, field.column, by_prefix)

    def _carried_in(self, owner: psycopg.Connection, table: str, column: str, by_prefix: dict[str, Ring]) -> None:
        names = sql.Identifier(table), sql.Identifier(column)
        with _transaction(owner):
            rows = owner.execute(sql.SQL("select id, {1} from {0} for update").format(*names)).fetchall()
            written = [
                (Jsonb(_renewed(keys, "json", value)), key)
                for key, value in rows
                if isinstance(value, str) and (keys := by_prefix.get(value[: len(SEALED) + 5])) is not None
            ]
            owner.cursor().executemany(sql.SQL("update {0} set {1} = %s where id = %s").format(*names), written)

    def _history(self, owner: psycopg.Connection) -> None:
        """What rows held before they were changed lies sealed as it did, and is renewed as they are."""
        tables = {table.name: table for table in sealed_tables()}
        find = (
            "select id, table_name, owner_branch_id, before from access_rowhistory where id > %s and before is not null"
            " and owner_branch_id = any(%s) and table_name = any(%s) order by id limit %s for update"
        )
        done, last = 0, self._seen
        while True:
            with _transaction(owner):
                values = [last, self._mine(), list(tables), BATCH]
                batch = owner.cursor(row_factory=dict_row).execute(find, values).fetchall()
                written = []
                for row in batch:
                    renewed = self._past(tables[row["table_name"]], self._ring(row["owner_branch_id"]), row["before"])
                    if renewed != row["before"]:
                        written.append((Jsonb(renewed), row["id"]))
                owner.cursor().executemany("update access_rowhistory set before = %s where id = %s", written)
            if not batch:
                break
            done, last = done + len(written), batch[-1]["id"]
        self._seen = last
        self._told("access_rowhistory", done)

    def _past(self, table: SealedTable, keys: Ring, before: dict) -> dict:
        """A row as it was, under the new key."""
        renewed = dict(before)
        for name, kind in table.columns.items():
            value = before.get(name)
            if not value or not _is_stale(keys, kind, value):
                continue
            if kind == "bytes":
                plain = open_bytes(keys, bytes.fromhex(value[2:]))
                renewed[name] = "\\x" + seal_bytes(keys, plain).hex()
                also = before.get("referred_by_id")
                renewed[HASH] = self._rehashed(keys, before.get(HASH) or "", plain.decode(), also)
            else:
                renewed[name] = _renewed(keys, kind, value)
        return renewed

    def _person_keys(self, owner: psycopg.Connection) -> None:
        """By which the door knows that two referrals concern one person: all at once, else they wouldn't meet."""
        site, done, left = self._rings[SITE], 0, 0
        find = """select p.id, p.branch_id, p.key_hash, g.slug, coalesce(nullif(r.identity_sealed, ''),
                nullif((select f.identity_sealed from people_casefile f where f.case_id = p.case_id
                        and f.owner_branch_id = p.branch_id), ''),
                (select i.identity_sealed from people_protectedidentity i where i.case_id = p.case_id
                 and i.owner_branch_id = p.branch_id)) as number
            from people_personkey p join programmes_programme g on g.id = p.programme_id
            left join people_referral r on r.id = p.referral where not starts_with(p.key_hash, %s)"""
        written = []
        with _transaction(owner):
            owner.execute("lock table people_personkey in exclusive mode")
            for row in owner.cursor(row_factory=dict_row).execute(find, [f"k{site.current}."]):
                if not row["number"]:
                    left += 1
                    continue
                plain = open_bytes(self._rings[f"branch:{self.codes[row['branch_id']]}"], bytes(row["number"])).decode()
                written.append((person_hash(site, row["slug"], plain), row["id"]))
                done += 1
            owner.cursor().executemany("update people_personkey set key_hash = %s where id = %s", written)
        self._told("people_personkey", done)
        if left:
            self.say(
                f"people_personkey: {left} of people whose number is kept no more stay as they are, and meet nobody"
            )

    def _told(self, table: str, done: int, whose: str = "") -> None:
        if done:
            self.say(f"{table}: {done} renewed{whose}")


def left_over(names: list[str]) -> int:
    """How many sealed values of some owners have another version than the current one."""
    rotation = Rotation(names, lambda _line: None, 0)
    rings, count = keyring.all_rings(), 0
    with _as_owner() as owner, _transaction(owner):
        for table in sealed_tables():
            for branch in rotation._mine():
                keys = rings[f"branch:{rotation.codes[branch]}"]
                stale = sql.SQL(" or ").join(_stale(name, kind) for name, kind in table.columns.items())
                query = sql.SQL("select count(*) from {} where owner_branch_id = %(branch)s and ({})")
                values = {"branch": branch, "prefix": _prefix(keys), "head": header(keys)}
                found = owner.execute(query.format(sql.Identifier(table.name), stale), values).fetchone()
                count += found[0] if found else 0
    return count


def restore_retired() -> None:
    """Put the retired keys back to be read with, after a backup from their time was restored; then rotate."""
    path = _retired_path()
    if not path.exists():
        raise KeyMissing(f"There are no retired keys in {path}.")
    retired = json.loads(path.read_text(encoding="utf-8"))
    with keyring.changing() as content:
        content |= retired.get("first", {})
        for name, versions in retired.items():
            if name != "first" and name in content["rings"]:
                content["rings"][name]["versions"] |= versions


def _keep_retired(retired: dict) -> None:
    path = _retired_path()
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, versions in retired.items():
        kept[name] = kept.get(name, {}) | versions
    keyring.write_whole(path, kept)


def _retired_path() -> Path:
    return Path(settings.SECRETS_FILE).with_name("retired_keys.json")


def _prefix(keys: Ring) -> str:
    """What sealed text of the current version begins with."""
    return SEALED + binascii.b2a_base64(header(keys), newline=False).decode()


def _stale(name: str, kind: str) -> sql.Composed:
    """SQL: something is there that isn't sealed with the current version."""
    column = sql.Identifier(name)
    if kind == "bytes":
        return sql.SQL("(length({0}) > 0 and substring({0} from 1 for " + str(HEADER) + ") <> %(head)s)").format(column)
    if kind == "json":
        return sql.SQL(
            "({0} is not null and {0} not in ('{{}}', '[]', '\"\"', 'null')"
            " and not starts_with({0} #>> '{{}}', %(prefix)s))"
        ).format(column)
    return sql.SQL("({0} <> '' and not starts_with({0}, %(prefix)s))").format(column)


def _is_stale(keys: Ring, kind: str, value: object) -> bool:
    if kind == "bytes":
        return not str(value).startswith("\\x" + header(keys).hex())
    return not (isinstance(value, str) and value.startswith(_prefix(keys)))


def _renewed(keys: Ring, kind: str, value):
    """A value under the current version, whatever it was sealed with, if with anything."""
    if not value or not _is_stale(keys, kind, value):
        return value
    if kind == "json":
        return seal_json(keys, open_json(keys, value))
    return seal_text(keys, open_text(keys, value))


def _for_column(kind: str, value):
    return Jsonb(value) if kind == "json" and value is not None else value


def _type_of(owner: psycopg.Connection, table: SealedTable) -> str:
    found = owner.execute(
        "select format_type(atttypid, null) from pg_attribute where attrelid = %s::regclass and attname = %s",
        [table.name, table.key],
    ).fetchone()
    return found[0] if found else "text"


@contextmanager
def _transaction(owner: psycopg.Connection) -> Iterator[None]:
    with owner.transaction():
        owner.execute("select set_config('samkraft.resealing', 'on', true)")
        yield


@contextmanager
def _as_owner() -> Iterator[psycopg.Connection]:
    """A connection of the tables' owner, to the database that the site is connected to."""
    passwords = read_secrets()["role_passwords"]
    if "samkraft_owner" not in passwords:
        raise KeyMissing("Keys are rotated with the whole secrets file: what serves doesn't know the owner's password.")
    words = connection.get_connection_params()
    words = {key: words[key] for key in ("host", "port", "dbname", "sslmode", "sslrootcert") if words.get(key)}
    address = make_conninfo(**words, user="samkraft_owner", password=passwords["samkraft_owner"])
    with psycopg.connect(address, autocommit=True, options="-c lock_timeout=60s") as owner:
        yield owner
