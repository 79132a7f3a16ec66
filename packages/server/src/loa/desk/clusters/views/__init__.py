"""The views of the clusters."""
