"""What readers of the terminal and the desk both see: labels, short texts of cells, cards, files."""
