"""Comparisons side by side: the rival or the limit and our program in one run.  Ratios count, not seconds."""
