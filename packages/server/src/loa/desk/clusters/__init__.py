"""The pages about clusters: the list, the page of one cluster, and what can be done with it."""
