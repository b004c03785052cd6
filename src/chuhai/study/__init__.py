"""What the market did: returns, event studies, sector days; results that say what they rest on."""
