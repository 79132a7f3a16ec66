"""Compiles slots to plans, and decides acts: silence, restore, stop, tone."""
