"""Speech: the reader that turns official text into words, the units' own lexicons, and the engines that
speak."""
