"""One area at a time of what is known and wanted, each branch its own section."""
