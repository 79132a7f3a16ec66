"""Test keys and seeded days, shared by the tests of all packages. Not part of the wheel."""
