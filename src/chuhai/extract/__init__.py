"""From documents and curated rows to statements; every value keeps the words or the page it came from."""
