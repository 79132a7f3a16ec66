"""The views of bulletins."""
