"""Test keys, seeded days and golden files. The tests of all packages use them; they are not in the wheel."""
