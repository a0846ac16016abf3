"""A branch's records in one case: its own, received, given; by kind, version and day, never by content (ALL-01)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, F, IntegerField, UUIDField, Value
from django.db.models.functions import Coalesce

from samkraft.access.models import Branch
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy, Release


@dataclass(frozen=True)
class Record:
    """One record: ``way`` is own, in or out; ``party`` who sent or received it."""

    way: str
    kind: str
    item: UUID
    version: int
    moment: datetime
    party: str = ""

    @property
    def title(self) -> str:
        """A short, neutral description: a title may tell of health or a reason (REG-02)."""
        return str(ItemKind(self.kind).label)


def records_of(case_id: UUID, branch: Branch) -> list[Record]:
    """Every finished record of the branch in a case, the newest first; two queries for any number of tables."""
    own = [_own(model, case_id, branch) for model in kinds()]
    found = [Record("own", *row) for row in own[0].union(*own[1:], all=True)] if own else []
    return sorted([*found, *_shared(case_id, branch)], key=lambda one: (one.moment, one.kind), reverse=True)


def kinds() -> list[type[OwnedModel]]:
    """The models whose rows are records: those that may be released (``released_as``)."""
    return [model for model in guarded_models(OwnedModel) if model.released_as and hasattr(model, "file")]


def own_record(kind: str, item: UUID, version: int, case_id: UUID, branch: Branch):
    """The row behind a record of the branch's own, as a queryset of one or none: two tables may hold one kind."""
    found = ReceivedCopy.objects.none()
    for model in kinds():
        if kind in model.released_as.kinds:
            said = model.released_as
            at = {said.key: item} | ({said.version: version} if said.version else {})
            found = model._default_manager.filter(**at, case=case_id, owner_branch=branch)
            if found.exists():
                break
    return found


def _own(model, case_id, branch):
    said = model.released_as
    rows = model._default_manager.filter(case=case_id, owner_branch=branch).order_by()
    if said.finished:
        rows = rows.filter(**{f"{said.finished}__isnull": False})
    version = F(said.version) if said.version else Value(1, IntegerField())
    key = F(f"{said.key}_id") if model._meta.get_field(said.key).is_relation else F(said.key)
    return rows.annotate(
        r_kind=Value(str(said.kinds[0]), CharField()), r_item=Coalesce(key, key, output_field=UUIDField()),
        r_version=Coalesce(version, version, output_field=IntegerField()),
    ).values_list("r_kind", "r_item", "r_version", "created_at")  # fmt: skip


def _shared(case_id, branch):
    given = Release.objects.filter(case_id=case_id, owner_branch=branch, stopped_at=None).order_by()
    given = given.annotate(way=Value("out", CharField())).values_list(
        "way", "item_kind", "item_id", "version", "decided_at", Coalesce("to_branch__short_name", "to_outside")
    )
    got = ReceivedCopy.objects.filter(case_id=case_id, owner_branch=branch).order_by()
    got = got.annotate(way=Value("in", CharField())).values_list(
        "way", "item_kind", "item_id", "version", "made_available_at", "from_branch__short_name"
    )
    return [Record(*row) for row in given.union(got, all=True)]
