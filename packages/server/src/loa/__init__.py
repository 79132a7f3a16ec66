"""Loa's server: rooms, doors and wiring."""
