"""Pages of the desk, one file each; a file holds PAGE."""
