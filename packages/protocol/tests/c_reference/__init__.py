"""The C reference of examples/c, compiled and asked the same things as the Python one."""
