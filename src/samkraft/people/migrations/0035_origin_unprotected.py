"""The teams' load is read from the index alone, now that it leaves out who is protected."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0034_referrals_in_order")]

    operations = [
        migrations.RemoveIndex(model_name="casefile", name="file_of_origin"),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                fields=["case"],
                include=["sex", "is_pseudonymous"],
                condition=Q(("is_origin", True)),
                name="file_of_origin",
            ),
        ),
    ]
