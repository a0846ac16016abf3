"""What was known of benefits before has no category: it follows from the kind, as it will from the form (INT-02)."""

from django.db import migrations

# The owner of the tables reads and writes rows only while it says that it renews them; the history keeps no trace of it.
FORWARD = """
    select set_config('samkraft.resealing', 'on', true);
    update people_benefitfact set category = case kind
        when 'income_support' then 'income_support' when 'activity_support' then 'labour_market' else 'benefits' end;
    select set_config('samkraft.resealing', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0013_benefit_facts")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop, elidable=True)]
