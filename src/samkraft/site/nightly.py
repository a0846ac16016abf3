"""What runs each night, in order. Each job is a command that can also be run by hand (docs/operations.md)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One command and why it runs."""

    command: str
    why: str


JOBS = (
    Job("end_access", "a file ends with its consent, a case with one's role or place in the team (CON-01, IAM-08)"),
    Job("purge_staging", "rows of a read referral file are kept for 24 hours"),
    Job("purge_drafts", "autosaved text is kept for 14 days (ALL-03)"),
    Job("clearsessions", "a session that has ended leaves nothing behind"),
    Job("make_snapshots", "the scorecard's trend stands on month-end figures (M15)"),
)
