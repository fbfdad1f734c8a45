"""Letters: how they are written, carried and kept."""
