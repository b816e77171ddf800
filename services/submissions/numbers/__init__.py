"""The register of document numbers (sổ văn bản đi), for every service of a ward."""
