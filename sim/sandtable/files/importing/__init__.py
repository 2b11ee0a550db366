"""Road networks of others becoming ours: readers, what is mended, and the audit (导入)."""
