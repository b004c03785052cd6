"""One file a country: each defines `MARKETS`, the exchanges it knows."""
