"""Tests of what people do, and of what happens when nobody does."""
