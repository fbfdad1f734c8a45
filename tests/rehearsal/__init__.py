"""The tests of the rehearsal: the demonstration authority and its simulated months."""
