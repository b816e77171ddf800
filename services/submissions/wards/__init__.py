"""Wards: the communes of the city that use the system, each with its code, kind and predecessors."""
