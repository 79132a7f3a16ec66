"""From slots to signed plans, and acts: silence, restore, stop, tone."""
