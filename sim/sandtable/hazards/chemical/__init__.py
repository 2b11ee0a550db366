"""Chemical release: what leaks, where the wind carries it, and whom it harms (危化品泄漏)."""
