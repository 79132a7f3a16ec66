"""Pages of the wall."""
