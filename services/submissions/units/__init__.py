"""Units: offices, associations, schools, residential groups and hamlets of a ward, with dated codes."""
