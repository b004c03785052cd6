"""From clusters to deal versions with known-intervals, and the published copy that readers open."""

#: File that names the current published copy.
POINTER = "CURRENT"
#: Shape of the published tables; a copy of another shape is built again.
TABLES = "7"
