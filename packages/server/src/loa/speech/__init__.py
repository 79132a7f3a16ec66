"""Reading official text aloud: the reader, local lexicons, engines."""
