"""Studies: replications, verdicts, comparison, stopping, the result store (研究)."""
