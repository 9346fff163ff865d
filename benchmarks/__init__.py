"""Measurements of the product, each rerun by one command."""
