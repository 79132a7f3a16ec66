"""The kernel owns no table of its own; its app declares Django's and the job queue's (`tables.py`)."""
