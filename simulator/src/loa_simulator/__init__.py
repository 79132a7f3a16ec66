"""A fleet of simulated loudspeaker clusters: the agent's own core, without sound cards."""
