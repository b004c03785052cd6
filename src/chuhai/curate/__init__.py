"""From what a curator read on pages to rows of `curation/`: minting, composing, writing."""
