"""Location models and their solvers: issue by issue, not yet filled."""
