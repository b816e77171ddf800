"""Movements: launched under a plan, joined by units."""
