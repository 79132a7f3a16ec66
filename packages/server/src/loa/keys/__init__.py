"""What is signed: delegations, trust bundles, assignments and revocations; and the queue to the signer."""
