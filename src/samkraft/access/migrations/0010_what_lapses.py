import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """Accounts that rest, and when each role was confirmed."""

    dependencies = [("access", "0009_passkey_codes")]

    operations = [
        migrations.AddField(
            "staff",
            "lapsed_on",
            models.DateField(null=True, blank=True, help_text="Rests since this day, unused (IAM-08)."),
        ),
        migrations.AddField(
            "staff",
            "counted_from",
            models.DateTimeField(db_default=Now(), help_text="From when unused days count, before a login."),
        ),
        migrations.AddField("roleassignment", "confirmed_on", models.DateField(null=True, blank=True)),
        migrations.AddField(
            "roleassignment",
            "confirmed_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
