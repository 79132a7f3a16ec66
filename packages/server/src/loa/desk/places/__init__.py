"""The pages about places: the list of units, the page of one unit with its hamlets, and the page of one
hamlet."""
