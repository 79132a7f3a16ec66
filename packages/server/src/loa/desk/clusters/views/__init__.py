"""Pages of the clusters."""
