"""Read before the conftest of any room, even when that room's folder is all that was asked for."""

from loa.testing.ready import ready

ready()
