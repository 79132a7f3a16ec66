"""The first page after signing in: what is to do, what will sound, what was heard."""
