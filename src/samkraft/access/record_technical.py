"""Fields that say nothing of the person: keys of rows, sort keys, what only the program uses."""

TECHNICAL = {
    "id", "created_at", "owner_branch", "case", "case_id", "file", "item", "item_id", "release", "line", "consent",
    "advice", "identity_hash", "sort_name", "public_id", "is_current", "changed_since_published", "revision",
    "position", "plan", "step", "thread", "meeting", "activity", "referral", "draw", "batch", "finding",
    "programme_version", "key_hash", "list_hash", "result_hash", "content_hash", "upload", "request", "is_routed",
    "text_hash", "struck", "updated_at", "key", "secrecy_mark", "package_hash", "subject", "is_case", "proposal",
    "previous", "hash", "statement", "row_key", "source_key", "stored", "booking",
    "meeting_key", "secret_hash", "last_change", "carried", "move", "unit", "block", "shown", "answers", "undoes",
}  # fmt: skip
