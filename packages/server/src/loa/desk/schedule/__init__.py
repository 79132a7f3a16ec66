"""The schedule on the desk: the week to scale, slots added, moved and taken out, the commune's regulation."""
