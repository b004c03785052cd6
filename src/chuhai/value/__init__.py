"""What a headline is worth: deals like this one and their terms."""
