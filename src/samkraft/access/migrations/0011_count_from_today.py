from django.db import migrations


class Migration(migrations.Migration):
    """Roles that are held when this comes count as confirmed then: nobody loses one at the first night (REG-08)."""

    dependencies = [("access", "0010_what_lapses")]

    operations = [
        migrations.RunSQL(
            "update access_roleassignment set confirmed_on = current_date where valid_from <= current_date",
            migrations.RunSQL.noop,
            elidable=True,
        ),
    ]
