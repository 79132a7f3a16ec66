"""What must be true before the signer signs, by kind. Each raises NotProven or gives the message to seal."""
