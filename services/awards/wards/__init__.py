"""Wards: what submissions calls them, for pages that speak of several."""
