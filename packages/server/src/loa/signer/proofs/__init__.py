"""What must be true before the signer signs, by kind. Each proof raises NotProven or returns the message to
seal."""
