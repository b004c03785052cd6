"""Counting rules and deals into statistics: every number knows what it counted and what it left out, and why."""
