"""Checks of the curated data, and what they found."""
