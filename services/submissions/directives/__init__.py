"""Directives and guidance: documents of the library sent to units to be read by a day, and who has read them."""
