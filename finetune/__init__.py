"""Labelled examples in, small task models out; their predictions."""
