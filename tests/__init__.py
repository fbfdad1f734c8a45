"""The tests of closeloop, each a sentence that somebody would care about."""
