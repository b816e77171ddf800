"""Standings: where each member ward stands in a year, counted from the events of all wards, each figure with proof."""
