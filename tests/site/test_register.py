"""The register of processing and the annex are made from the code, and hold all of it (GDPR-01, GDPR-04)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.access.record_words import TECHNICAL, label_of
from tests import situations as s

pytestmark = pytest.mark.django_db


def test_gdpr_01_every_field_stands_in_the_register_of_who_may_hold_it(client):
    """Art. 30: purpose, ground, receivers, time, measures; for anybody to read, as a page and as a file."""
    made = json.loads(client.get(reverse("site:register_file", args=["soc"])).content)
    assert made["controller"] == "Socialtjänsten" and made["security"] and made["third_countries"] == []
    fields = {field for row in made["processing"] for one in row["records"] for field in one["fields"]}
    wanted = {
        label_of(name)
        for model in guarded_models(OwnedModel)
        for name, personal in model.personal_fields.items()
        if name not in TECHNICAL and personal.category not in ("labour_market", "benefits")
    }
    assert wanted <= fields
    own = {row["category"]: row for row in made["processing"]}
    assert own["social"]["own"] and own["social"]["sensitive"] and "26" not in own["social"]["kept"]
    assert all(row["purpose"] and row["ground"] and row["kept"] for row in made["processing"])
    page = client.get(reverse("site:register_branch", args=["soc"])).content.decode()
    assert own["social"]["purpose"] in page and "lag (2001:454)" in page


def test_reg_09_what_af_holds_of_health_is_tagged_as_handed_in_in_the_case(client):
    """Lag (2002:546) 11 §: its own sensitive fields bear the tag, in the file and in words; no other branch's do."""
    made = {code: json.loads(client.get(reverse("site:register_file", args=[code])).content) for code in ("af", "soc")}
    own = [row for row in made["af"]["processing"] if row["own"] and row["sensitive"]]
    assert own and all(row["tags"] == ["submitted_in_case"] for row in own)
    assert not any(row["tags"] for row in made["soc"]["processing"])
    assert not any(row["tags"] for row in made["af"]["processing"] if row not in own)
    page = client.get(reverse("site:register_branch", args=["af"])).content.decode()
    assert page.count("bara om det har lämnats i ärendet") == len(own)


def test_gdpr_04_the_annex_holds_every_table_role_and_event():
    out = StringIO()
    call_command("dpia_annex", stdout=out)
    text = out.getvalue()
    assert [model for model in guarded_models(OwnedModel) if f"`{model._meta.db_table}`" not in text] == []
    assert [event for event in Event if event.value not in text] == []
    assert [role for role in Role if str(role.label) not in text] == []
    for branch in ("af", "soc", "ama", "vux", "fk", "reg"):
        assert f"### {s.branch(branch).name}" in text
    assert "`people.can_make_package`" in text


def test_sak_01_the_bill_of_materials_names_every_package():
    out = StringIO()
    call_command("sbom", stdout=out)
    bill = json.loads(out.getvalue())
    names = {one["name"] for one in bill["components"]}
    assert {"django", "psycopg", "cryptography", "typst"} <= names and bill["bomFormat"] == "CycloneDX"
    assert all(one["version"] and "://" not in one["purl"] for one in bill["components"])
