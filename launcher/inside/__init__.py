"""What `./loa` does once it has its own environment: PostgreSQL, NATS, supervisor, backup, checks."""
