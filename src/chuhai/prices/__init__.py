"""Takes daily prices of files and vendors, gives the user's own store of them, checked and ready for studies."""
