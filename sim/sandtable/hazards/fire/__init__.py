"""Forest fire: spread, growth, containment and what they do to roads and people (森林火灾)."""
