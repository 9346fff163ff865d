"""A question in, a checked brief out."""
