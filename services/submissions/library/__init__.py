"""The library of documents (thư viện văn bản) that a ward works by: of the State, of the city, of its own."""
