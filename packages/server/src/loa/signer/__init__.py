"""The signer: the only process that opens private keys. It signs only what it has proven itself."""
