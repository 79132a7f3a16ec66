"""A province for the tests of the fleet. Not part of the wheel."""
