"""Rules of the house that no linter holds."""
