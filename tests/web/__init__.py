"""Tests of what people see and what programs ask."""
