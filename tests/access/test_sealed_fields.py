"""Sensitive free text lies sealed with its owner's key: in the row, in its history, in the copies of others."""

import psycopg
import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, models, transaction
from psycopg.conninfo import make_conninfo

from samkraft.access.models import RowHistory
from samkraft.access.owned import OwnedModel, guarded_models
from samkraft.access.sealed_fields import CarriedJSONField, SealedField
from samkraft.access.vault import SEALED, SealedForAnother, open_text, ring_of
from samkraft.casework.models import Minutes, Task
from samkraft.people.models import Draft
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy
from samkraft.site.database_url import address
from tests import situations as s

SECRET = "Sover dåligt sedan skilsmässan"
# Sensitive, and no free text: read by rules of eligibility, or gone within 24 hours; written by the door; or sealed by
# the door's caller with the receiver's key.
OPEN = {
    "people_referral": {"facts", "verdict", "priority"},
    "people_benefitfact": {"kind", "extent"},
    "people_returnsignal": {"kind"},
    "activities_attendance": {"reason"},
    "casework_carepaper": {"paper", "state"},
    "casework_historyentry": {"kind", "starts_as", "ends_as", "effort", "result", "mark"},
    "sharing_groundreview": {"condition"},
    "people_handover": {"return_reason"},
    "people_protection": {"removal_reason"},
    "people_namedperson": {"reason"},
    "voices_answer": {"choice"},
    "exchange_stagedrow": {"verdict", "content", "findings"},
}


@pytest.fixture
def note(db):
    karin = s.staff("af", in_team=s.team())
    case = s.enrolled_case(karin)
    with s.as_(karin):
        return karin, case, Minutes.objects.create(
            owner_branch=s.branch("af"), case=case, file=s.file_of(case, karin), held_on=s.DAY, title="Samtal",
            text=SECRET, written_by=karin, written_on=s.DAY,
        )  # fmt: skip


def lying(table, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column}::text from {table} where id = %s", [pk])
        return cursor.fetchone()[0]


def test_ark_05_every_sensitive_free_text_lies_sealed_or_says_why_not():
    free = (models.CharField, models.TextField, models.JSONField)
    for model in guarded_models(OwnedModel):
        for name, said in model.personal_fields.items():
            field = model._meta.get_field(name)
            if said.sensitive and isinstance(field, free) and not isinstance(field, SealedField | CarriedJSONField):
                assert name in OPEN.get(model._meta.db_table, ()), f"{model.__name__}.{name} lies open"


def test_what_is_written_is_sealed_in_the_row_and_in_its_history_and_read_as_it_was(note):
    karin, _case, minutes = note
    with s.as_(karin):
        assert lying("casework_minutes", "text", minutes.pk).startswith(SEALED)
        Minutes.objects.filter(pk=minutes.pk).update(text="Sover bättre")
        task = Task.objects.create(owner_branch=s.branch("af"), case=minutes.case, file=minutes.file, title=SECRET,
                                   due_on=s.DAY, assigned_to=karin, made_by=karin)  # fmt: skip
        draft = Draft.objects.create(owner_branch=s.branch("af"), author=karin, key="x", content={"text": SECRET})
        assert SECRET not in lying("people_draft", "content", draft.pk)
        assert SECRET not in lying("casework_task", "title", task.pk)
        assert Minutes.objects.get(pk=minutes.pk).text == "Sover bättre"
        assert list(Task.objects.values_list("title", flat=True)) == [SECRET]
        assert Draft.objects.get().content == {"text": SECRET}
        past = RowHistory.objects.get(table_name="casework_minutes", operation="U").before["text"]
        assert open_text(ring_of(s.branch("af")), past) == SECRET and SECRET not in past


def test_the_database_can_not_be_asked_what_stands_in_it(note):
    """REG-02: and empty is all that it can tell."""
    karin, _case, _minutes = note
    with s.as_(karin):
        for wrong in ({"text__icontains": "sover"}, {"text": SECRET}, {"text__startswith": "S"}):
            with pytest.raises(FieldError):
                list(Minutes.objects.filter(**wrong))
        with pytest.raises(FieldError):
            list(Draft.objects.filter(content__text=SECRET))
        assert not Minutes.objects.filter(text="").exists() and Minutes.objects.exclude(text="").exists()


def test_t4_a_row_of_another_branch_does_not_open_even_if_the_database_gives_it(note):
    karin, _case, minutes = note
    with s.as_(karin):
        sealed = lying("casework_minutes", "text", minutes.pk)
    field = Minutes._meta.get_field("text")
    with s.as_(s.staff("soc"), "soc"), pytest.raises(SealedForAnother):
        field.from_db_value(sealed, None, connection)


def test_a_copy_is_sealed_for_its_receiver_alone(note):
    karin, case, minutes = note
    sara = s.staff("soc")
    s.joined_branch(karin, case, "soc", sara)
    s.consent(karin, case, "soc", "minutes")
    with s.as_(karin):
        content = {"title": "Samtal", "text": SECRET}
        release = door.call(
            "release", case.pk, s.branch("soc").pk, "minutes", "minutes", minutes.item, 1, "Samtal", content,
            "consent", None,
        )  # fmt: skip
    with s.as_(sara, "soc"):
        copy = ReceivedCopy.objects.get(release=release)
        assert copy.content == content
        sealed = lying("sharing_receivedcopy", "content", copy.pk).strip('"')
    with pytest.raises(SealedForAnother):
        open_text(ring_of(s.branch("af")), sealed)


def test_text_from_before_is_read_and_sealed_by_the_next_rotation(committed, own_secrets):
    with transaction.atomic():
        karin = s.staff("af")
        case = s.enrolled_case(karin)
        key = s.item(karin, case, "minutes")
    with psycopg.connect(make_conninfo(**address() | {"dbname": committed})) as admin:
        admin.execute("alter table casework_minutes disable trigger user")
        admin.execute("update casework_minutes set text = %s", [SECRET])
    with s.as_(karin):
        assert Minutes.objects.get(item=key).text == SECRET
    call_command("rotate_keys", "af", "--wait=0", "--keep-old")
    with s.as_(karin):
        minutes = Minutes.objects.get(item=key)
        assert minutes.text == SECRET and lying("casework_minutes", "text", minutes.pk).startswith(SEALED)
