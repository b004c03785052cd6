"""Exchanges, tickers, currencies: what the world outside the ledger says about days and money."""
