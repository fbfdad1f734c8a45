"""Shipped with the package as data; see setup.cfg."""
