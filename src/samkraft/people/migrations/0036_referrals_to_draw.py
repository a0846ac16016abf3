"""How many wait for a draw is counted from an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0035_origin_unprotected")]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["owner_branch", "programme", "case_id"],
                condition=models.Q(("draw", None), ("in_frame", True), ("state", "waiting")),
                name="referral_to_draw",
            ),
        ),
    ]
