"""Pages about people: they show queries and call actions, nothing else."""
