"""Tests of what happens when nobody looks."""
