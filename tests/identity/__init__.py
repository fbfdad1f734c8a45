"""The council's own sign-in."""
