from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0008_attendance_by_day")]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["deciding_branch", "case"], name="activity_asked"
            ),
        ),
    ]
