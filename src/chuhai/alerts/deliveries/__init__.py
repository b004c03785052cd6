"""Ways to deliver alerts, one file each with a `DELIVERY`; the file's name is the way's."""
