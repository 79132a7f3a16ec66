"""The views, in one file for each kind of page."""
