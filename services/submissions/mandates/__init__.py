"""Mandates: who may act in which role, granted here for the whole city; the other services keep copies."""
