"""Journeys from end to end, as people live them."""
