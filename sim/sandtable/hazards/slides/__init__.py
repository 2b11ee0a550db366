"""Landslides: rain over its threshold, slopes above roads (滑坡)."""
