"""The types of the ledger: no I/O, frozen, shared by every floor above."""
