"""The clusters: their list, one cluster, and what is done with it."""
