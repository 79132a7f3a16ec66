"""What was broadcast and who did what: the play log and the record of acts."""
