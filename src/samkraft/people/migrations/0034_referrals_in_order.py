"""The list of referrals reads its index in order, to the last column, whatever state it shows."""

from django.db import migrations, models
from django.db.models import Q

_WAITING = Q(("draw", None), ("in_frame", False), ("state", "waiting"))


class Migration(migrations.Migration):
    dependencies = [("people", "0033_employment_kind")]

    operations = [
        migrations.RemoveIndex(model_name="referral", name="referral_by_state"),
        migrations.RemoveIndex(model_name="referral", name="referral_outside_frame"),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["owner_branch", "programme", "state", "sort_name", "id"],
                include=["case_id"],
                name="referral_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["owner_branch", "programme", "sort_name", "id"],
                include=["case_id"],
                condition=_WAITING,
                name="referral_outside_frame",
            ),
        ),
    ]
