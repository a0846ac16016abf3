from django.db import migrations

from samkraft.access.migrations._read_log_by_month import NUMBERS, TABLE

# The table is made anew as one of many parts, and every row of the old one goes along: into the part for what has no
# month of its own, from where prepare_read_log() (access/log_protection.py, run after migrate) moves it to its month.
OLD_ASIDE = """
-- Row-level security is forced on the owner too, who would copy nothing and see no fault.
alter table access_readlog disable row level security;
alter table access_readlog rename to access_readlog_before;
drop index readlog_branch_time, readlog_staff_time;
alter table access_readlog_before drop constraint access_readlog_pkey;
"""
ROWS_ALONG = """
insert into logs.readlog_rest
    (id, occurred_at, event, branch_id, staff_id, role, programme, case_ids, object_type, items, reason, hits,
     term_hash, request_id, session)
select id, occurred_at, event, branch_id, staff_id, role, programme, case_ids, object_type, items, reason, hits,
     term_hash, request_id, session
from access_readlog_before;
select setval('access_readlog_number', greatest(1, (select max(id) from access_readlog_before)),
    exists (select 1 from access_readlog_before));
drop table access_readlog_before;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_count_changes_of_cases")]

    operations = [migrations.RunSQL(NUMBERS + OLD_ASIDE + TABLE + ROWS_ALONG)]
