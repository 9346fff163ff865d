"""Concepts: what texts in eight languages speak of, under one name."""
