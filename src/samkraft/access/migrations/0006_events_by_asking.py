from django.db import migrations, models

import samkraft.access.choices


class Migration(migrations.Migration):
    """The codes of events are asked for, so that a new code changes no table and needs no migration."""

    dependencies = [("access", "0005_find_the_seal_of_a_row")]

    operations = [
        migrations.AlterField(
            "readlog", "event", models.CharField(max_length=10, choices=samkraft.access.choices.events)
        )
    ]
