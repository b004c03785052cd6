"""Alerts: watchlists, what of a change concerns them, and how it is delivered."""
