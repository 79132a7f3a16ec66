"""The kernel has no tables of its own. Its app declares the rights on Django's tables and the job queue's
(`tables.py`)."""
