"""What is signed: delegations, the trust bundle, assignments, revocations, and the queue to the signer."""
