"""Tests of whole processes: started, killed, stopped, several at once."""
