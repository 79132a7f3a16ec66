"""The part of `./loa` that runs in its own environment: PostgreSQL, NATS, supervisor, backup, checks."""
