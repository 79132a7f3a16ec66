"""The views of the control page."""
