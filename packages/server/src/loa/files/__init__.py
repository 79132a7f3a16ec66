"""The file door: serves approved bodies and media by hash, without Django and without the database."""
