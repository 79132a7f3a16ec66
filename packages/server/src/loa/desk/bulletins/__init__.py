"""The pages about bulletins: the list, writing, the page of one bulletin, and approval on a phone."""
