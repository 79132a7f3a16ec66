"""What went out and who did what: the play log and the record of acts."""
