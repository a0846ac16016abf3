"""Make many new tables in one step of a migration."""

from django.db.migrations.operations.base import Operation


class AllAtOnce(Operation):
    """Operations on tables that are all new, as one.

    Django draws up anew, after each table, every model that has to do with it: here nearly all, for all have to do
    with a case and a branch. One after another a hundred and fifty tables take a minute of that, and at once a second.
    """

    reversible = False

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for each in self.operations:
            each.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for each in self.operations:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Make {len(self.operations)} tables"
