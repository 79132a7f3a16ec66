"""The reader's rules, a class of text in each module; `scan` says their order."""
