"""A query in, ranked evidence out."""
