"""Everything that the guarded tables hold about one person, table by table: for her own copy, for export, for breaches.

Nothing here names a table: a new one is found by its base class, and a test fails until it says how its rows hang on
a person or that they don't (GDPR-01, GDPR-06).
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Model

from samkraft.access.owned import AppendOnlyModel, OwnedModel, ShellModel, guarded_models

# Tables whose rows are of many people or of none, with the reason; the register of processing says it too.
OF_NOBODY = {
    "access.LogDay": "a day that has been gone through",
    "access.LogSample": "how a month's sample was drawn: a seed and two counts",
    "sharing.Advice": "a question that is about nobody, checked for names and numbers (SEK-16)",
    "exchange.FundReceipt": "how many rows a month's report had; whom it concerned stands in the log",
    "exchange.HistoryFile": "rows of a file of many, gone within 24 hours or when they are taken",
    "exchange.StagedRow": "rows of a file of many, gone within 24 hours, and known by line only",
    "exchange.Upload": "counts of a file",
    "people.Draw": "pseudonyms of many; the person's own stands in her referral",
    "sharing.DestructionProposal": "who proposed and decided what is to go; its lines name the cases",
    "sharing.DestructionCertificate": "how much went, on whose decision",
    "casework.TextTemplate": "a text for everyone, without anybody's data",
    "casework.CalendarFeed": "a secret address of a handler's own calendar, by its hash",
    "people.SavedView": "a handler's own choice of filters",
    "people.CaseMove": "which colleagues' cases went to whom; each case's own row says it of the case",
}


def models_of_people() -> list[type[Model]]:
    """Every guarded model whose rows are about one person each, in the order of the rooms."""
    kinds = (OwnedModel, ShellModel, AppendOnlyModel)
    found = [model for kind in kinds for model in guarded_models(kind)]
    return [model for model in found if case_path(model)]


def case_path(model: type[Model]) -> str:
    """The lookup from a row to its case's key, or '' where its rows are nobody's.

    A model with the column ``case_id`` needs say nothing; another says it as ``case_path``.
    """
    if issubclass(model, ShellModel):
        return model.case_column
    said = getattr(model, "case_path", "")
    columns = {field.column for field in model._meta.fields}
    return said or ("case_id" if "case_id" in columns else "")


def owner_column(model: type[Model]) -> str:
    """``owner_branch_id``, or '' for the shell, which has no owner."""
    return "owner_branch_id" if any(field.column == "owner_branch_id" for field in model._meta.fields) else ""


def rows_of(model: type[Model], cases: Iterable[UUID], **more) -> Iterator[dict]:
    """One table's rows of some cases as far as the acting branch may read them: column → value, the oldest first."""
    rows = model._default_manager.filter(**{f"{case_path(model)}__in": list(cases)}, **more).order_by("pk")
    return iter(rows.values())
