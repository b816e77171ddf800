"""Criteria: the sheet of a bloc's year (Bảng tiêu chí thi đua), in versions, and how figures become points."""
