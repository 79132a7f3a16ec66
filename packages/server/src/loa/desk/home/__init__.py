"""The first page after signing in: what is to be done, what will sound and what was heard."""
