"""What it comes to: one module a report, a question and one query. Adding one is adding a file."""
