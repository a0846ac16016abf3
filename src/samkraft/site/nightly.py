"""What runs each night, in order. Each job is a command that can also be run by hand (docs/operations.md)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One command and why it runs."""

    command: str
    why: str


JOBS = (
    Job("lapse_access", "an account unused for 30 days rests, a role nobody confirms ends (IAM-08, REG-08)"),
    Job("end_access", "a file ends with its consent, a case with one's role or place in the team (CON-01, IAM-08)"),
    Job("count_deadlines", "managers and leaders see how many deadlines are over, never whose (table B)"),
    Job("turn_queues", "an offer of a place that nobody answered goes to the next in the queue (P-042)"),
    Job("find_returns", "who reached the goal and may be without work again is told of (P-036)"),
    Job("purge_staging", "rows of a read referral file are kept for 24 hours"),
    Job("purge_drafts", "autosaved text is kept for 14 days (ALL-03)"),
    Job("purge_contact_persons", "an employer's contact person unused for two years goes (GDPR art. 5.1 e)"),
    Job("fetch_job_ads", "job ads of the region, where the interface is turned on (P-050)"),
    Job("retention", "what two people have agreed to destroy goes when its time is out (ALL-05)"),
    Job("keep_certificates", "what was destroyed is known outside the database: a restored backup is purged again"),
    Job("sweep_files", "a file goes when nothing refers to it any more (ARK-05)"),
    Job("clearsessions", "a session that has ended leaves nothing behind"),
    Job("prepare_log", "each month of the read log has a part of its own, made ahead (table C)"),
    Job("review_log", "finished days are flagged, finished months are sampled for review (REG-07, REG-11)"),
    Job("make_snapshots", "the scorecard's trend stands on month-end figures (M15)"),
)
