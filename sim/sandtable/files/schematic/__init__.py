"""A schematic county from a few facts: townships, named roads, rivers, dikes (示意路网)."""
