"""Bulletins on the desk: the list, writing one, one bulletin's page, approval on a phone."""
