"""The bridge: the only code of the server that talks NATS. Devices on one side, PostgreSQL on the other."""
