from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0006_find_lines_given_together"),
    ]

    operations = [
        migrations.AlterField(
            model_name="retentionhold",
            name="reason",
            field=models.TextField(max_length=300),
        ),
    ]
