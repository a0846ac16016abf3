from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_squashed_0011_steps_move_with_reasons")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="another_agreed",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="message",
            name="names_another",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("names_another", False), models.Q(("another_agreed", ""), _negated=True), _connector="OR"
                ),
                name="message_of_another_has_a_yes",
            ),
        ),
    ]
