"""From bytes to documents: decode, find the main text, tell the language, mark sections and boilerplate."""
