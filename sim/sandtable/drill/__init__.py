"""Drills that people play: issue by issue, not yet filled."""
