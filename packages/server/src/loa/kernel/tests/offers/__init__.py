"""A room that exists in copies of the house alone: departments offer news. Its rows belong to bodies."""
