"""Delegations: who signs in the chairman's place, in which manner, from which day to which."""
