"""Places on the desk: the list of units, one unit's page with its hamlets, one hamlet."""
