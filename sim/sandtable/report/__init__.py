"""What a person sees of a result: the verdict table, figures, pages (报告)."""
