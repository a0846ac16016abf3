"""What destroying takes: statements made of what the models say, so that no table can be forgotten (ALL-05, table D).

Every row of a case in one branch goes, with its history: the triggers write what was removed, and the same
transaction removes that too. What hangs on a case is found by its column ``case_id``, or by the row that it is part
of. The case shell goes with the last file. See docs/decisions/0011-destruction.md.
"""

from collections.abc import Iterator

from django.db import models

from samkraft.access.owned import OwnedModel, ShellModel, guarded_models

FILE, RECORDS = "case", "consent"
# What goes when the whole branch goes; what is kept for good tells that it was here, and of nobody (ARK-06).
GOES_WITH_ITS_OWNER = (FILE, RECORDS, "account", "staging")
_STOCKHOLM = "at time zone 'Europe/Stockholm'"


def owned_models(kept_as: str) -> list[type[OwnedModel]]:
    """The tables whose rows follow one retention rule, the rows that others are part of first."""
    found = [m for m in guarded_models(OwnedModel) if m.kept_as == kept_as]
    return sorted(found, key=lambda model: (_depth(model, found), model._meta.db_table))


def shell_models() -> list[type[ShellModel]]:
    """The tables of the neutral shell, the case itself first."""
    found = guarded_models(ShellModel)
    return sorted(found, key=lambda model: (_depth(model, found), model._meta.db_table))


def case_column(model: type[models.Model]) -> str:
    """The column that holds the case's key, or ''."""
    if issubclass(model, ShellModel):
        return model.case_column
    return next((field.column for field in model._meta.fields if field.column == "case_id"), "")


def whole_of(model: type[OwnedModel]) -> models.ForeignKey | None:
    """For a row without a case of its own: the key of the row that it is part of."""
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            other = field.related_model
            if issubclass(other, OwnedModel) and (case_column(other) or whole_of(other)):
                return field
    return None


def _depth(model, among) -> int:
    """How far down a row hangs: what it points at, among these tables, must be removed after it."""
    others = {f.related_model for f in model._meta.fields if isinstance(f, models.ForeignKey)} - {model}
    return 1 + max((_depth(other, among) for other in others if other in among), default=0)


def destroying_statements() -> Iterator[str]:
    """Made in the door's name, before its other functions: what was written when, and the two that destroy."""
    yield "drop view if exists door.entry_of_case"
    yield _entries()
    yield "revoke all on door.entry_of_case from public, samkraft_app, samkraft_figures"
    yield _function("destroy_files", [*_owned(FILE), *_shell()])
    yield _function("destroy_records", _owned(RECORDS))
    yield _function("destroy_branch", [*_all_of_branch(), *_shell()])


def destroying_grants() -> Iterator[str]:
    """The door alone may remove these rows and their history; the site may not."""
    for model in [*(m for kept_as in GOES_WITH_ITS_OWNER for m in owned_models(kept_as)), *shell_models()]:
        yield f"grant delete on {model._meta.db_table} to samkraft_door"
    yield "grant delete on access_rowhistory, access_casechange to samkraft_door"
    yield "grant delete on people_personkey, people_protectedcase, sharing_copyend to samkraft_door"


def _entries() -> str:
    """On which days something was written in a branch's file on a case."""
    said = [(m, [_day(m, name) for name in m.entry_days]) for m in owned_models(FILE) if m.entry_days]
    rows = [
        f"select owner_branch_id as branch, case_id, greatest({', '.join(days)}) as day from public.{m._meta.db_table}"
        for m, days in said
        if case_column(m)
    ]
    return "create view door.entry_of_case as " + " union all ".join(rows)


def _day(model, name):
    field = model._meta.get_field(name)
    return f"({field.column} {_STOCKHOLM})::date" if isinstance(field, models.DateTimeField) else field.column


class _Step:
    """One table: which rows go, in the table as it is and in its history."""

    def __init__(self, model, rows, history, branch="owner_branch_id"):
        self.table, self.key = model._meta.db_table, model._meta.pk.column
        self.owner = f"{branch} = p_branch and " if branch else ""
        self.history_owner = "owner_branch_id = p_branch and " if branch else ""
        self.rows, self.history = rows, history
        self.keys = f"k_{self.table}"

    def find(self):
        return (
            f"{self.keys} := array(select {self.key}::text from {self.table} where {self.owner}({self.rows})"
            f" union select row_key from access_rowhistory where table_name = '{self.table}'"
            f" and {self.history_owner}({self.history}));"
        )

    def remove(self):
        return (
            f"delete from {self.table} where {self.owner}({self.rows}); get diagnostics v_count = row_count;"
            f" if v_count > 0 then v_counts := v_counts || jsonb_build_object('{self.table}', v_count); end if;"
        )

    def forget(self):
        return (
            f"delete from access_rowhistory where table_name = '{self.table}' and {self.history_owner}"
            f"row_key = any ({self.keys}); get diagnostics v_count = row_count; v_history := v_history + v_count;"
        )


def _owned(kept_as):
    steps = {}
    for model in owned_models(kept_as):
        if case_column(model):
            rows, history = "case_id = any (p_cases)", "before->>'case_id' = any (v_cases)"
            if model.is_subject:
                rows += f" or {model._meta.pk.column} = any (p_others)"
        else:
            part_of = whole_of(model)
            if part_of is None:
                raise TypeError(f"{model.__name__} hangs on no case: say what its rows are kept as (kept_as).")
            whole = steps[part_of.related_model]
            rows = f"{part_of.column} in (select {whole.key} from {whole.table} where {whole.owner}({whole.rows}))"
            history = f"before->>'{part_of.column}' = any ({whole.keys})"
        steps[model] = _Step(model, rows, history)
    return list(steps.values())


def _all_of_branch():
    """Every row of the branch, whatever it hangs on, with its history (ARK-06)."""
    found = [model for model in guarded_models(OwnedModel) if model.kept_as in GOES_WITH_ITS_OWNER]
    found.sort(key=lambda model: (_depth(model, found), model._meta.db_table))
    return [_Step(model, "true", "true") for model in found]


def _shell():
    """The shell of cases on which nobody holds a file any more."""
    for model in shell_models():
        column = case_column(model)
        yield _Step(model, f"{column} = any (v_empty)", f"before->>'{column}' = any (v_empty::text[])", branch="")


def _function(name, steps) -> str:
    """In two rounds: first every key, while the rows that others are part of are there; then the parts before them."""
    owned, shell = [s for s in steps if s.owner], [s for s in steps if not s.owner]
    keys = "".join(f"    {step.keys} text[];\n" for step in steps)
    return _FUNCTION.format(
        name=name,
        keys=keys,
        find="\n    ".join(step.find() for step in owned),
        remove="\n    ".join(step.remove() for step in reversed(owned)),
        before=_COPIES_END if shell else "",
        after=_after(shell) if name == "destroy_files" else (_after(shell) if shell else "") + _NO_COPY_ON_RECORD,
        forget="\n    ".join(step.forget() for step in steps),
    )


def _after(shell):
    found = "\n    ".join(step.find() for step in shell)
    removed = "\n    ".join(step.remove() for step in reversed(shell))
    return _EMPTY_SHELLS + found + "\n    " + removed + _LAST_TRACES


# How long a release is on record hangs on when its copy went (table D, "linked clock").
_COPIES_END = """
    insert into sharing_copyend (release, case_id, ended_on)
    select release, case_id, door.today() from sharing_receivedcopy
    where owner_branch_id = p_branch and case_id = any (p_cases) on conflict (release) do nothing;
    v_others := array(select k::uuid from unnest(p_others) k
        union select id from people_referral where owner_branch_id = p_branch and case_id = any (p_cases));"""

_EMPTY_SHELLS = """
    delete from people_personkey where branch_id = p_branch and (case_id = any (p_cases) or referral = any (v_others));
    v_empty := array(select c from unnest(p_cases) c
        where not exists (select 1 from people_casefile f where f.case_id = c)
          and not exists (select 1 from sharing_receivedcopy r where r.case_id = c));
    """
_LAST_TRACES = """
    delete from access_casechange where case_id = any (v_empty) or case_id = any (p_cases) and branch = p_branch;"""

_NO_COPY_ON_RECORD = """
    delete from sharing_copyend e where e.case_id = any (p_cases)
        and not exists (select 1 from sharing_release r where r.release = e.release);
    delete from people_protectedcase p where p.case_id = any (p_cases)
        and not exists (select 1 from people_case c where c.id = p.case_id)
        and not exists (select 1 from sharing_consentline l where l.case_id = p.case_id);"""

_FUNCTION = """
create function door.{name}(p_branch bigint, p_cases uuid[], p_others uuid[]) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_cases text[] := p_cases::text[];
    v_others uuid[] := p_others;
    v_empty uuid[] := '{{}}';
    v_counts jsonb := '{{}}';
    v_history int := 0;
    v_count int;
{keys}begin
    {find}{before}
    {remove}{after}
    {forget}
    return v_counts || jsonb_build_object('access_rowhistory', v_history);
end $$"""
