"""What is kept of people is described: how each table hangs on a person, what it is called, why it is kept (GDPR-01).

A new table or field fails here until it has its words in ``access/record_words.py`` and hangs on a case
(``case_path``) or stands in ``access.records.OF_NOBODY`` with the reason.
"""

from samkraft.access.choices import SecrecyClass
from samkraft.access.owned import AppendOnlyModel, DoorOnlyModel, OwnedModel, ShellModel, guarded_models
from samkraft.access.record_words import FIELDS, TECHNICAL, TITLES
from samkraft.access.records import OF_NOBODY, case_path
from samkraft.programmes.processing import PURPOSES, SUPPORT
from samkraft.programmes.reading import read_programme
from tests.architecture.repository import ROOT

KINDS = (OwnedModel, ShellModel, AppendOnlyModel, DoorOnlyModel)


def _guarded():
    return [model for kind in KINDS for model in guarded_models(kind)]


def test_every_table_and_field_has_its_words():
    """GDPR-06: who asks for her data reads words, not names of columns."""
    assert [model._meta.label for model in _guarded() if model._meta.label not in TITLES] == []
    names = {(model._meta.label, field.name) for model in _guarded() for field in model._meta.concrete_fields}
    assert sorted((label, name) for label, name in names if name not in FIELDS and name not in TECHNICAL) == []


def test_every_table_hangs_on_a_person_or_says_why_not():
    models = [model for kind in (OwnedModel, ShellModel, AppendOnlyModel) for model in guarded_models(kind)]
    loose = {model._meta.label for model in models if not case_path(model)}
    assert loose == set(OF_NOBODY)


def test_every_field_has_a_purpose_a_ground_and_a_time():
    """GDPR-01: the build fails if a field lacks what the register of processing says of it."""
    definitions = [read_programme(path) for path in sorted((ROOT / "programmes").glob("*.toml"))]
    for definition in definitions:
        categories = {one.code for one in definition.data_categories}
        assert categories <= set(PURPOSES)
        times = {rule.key for rule in definition.retention}
        for model in _guarded():
            for name, personal in model.personal_fields.items():
                assert personal.category in categories, (model, name)
                assert personal.retention in times, (model, name, personal.retention)
    assert set(SUPPORT) == set(SecrecyClass)
