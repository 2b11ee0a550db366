"""Steps from one schema number to the next: one pure function and one file each, none so far."""

from sandtable.files.migrations.registry import MIGRATIONS, Step, migrated, newest

__all__ = ["MIGRATIONS", "Step", "migrated", "newest"]
