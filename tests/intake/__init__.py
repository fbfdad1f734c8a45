"""What comes in by file: every reader, every limit, every way in which a file can lie."""
