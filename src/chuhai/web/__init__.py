"""The desk: pages and an API over the published ledger, read-only."""
