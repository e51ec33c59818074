"""Build the hand-coded data sets from their raw tables."""
