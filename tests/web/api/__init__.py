"""Tests of the API, asked as other programs ask it."""
