"""Checks of a claim against the words cited for it, each a pure function of the two texts."""
