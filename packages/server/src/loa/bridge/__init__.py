"""The bridge between devices (NATS) and PostgreSQL. No other code of the server talks NATS."""
