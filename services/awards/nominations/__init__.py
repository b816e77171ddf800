"""Nomination (đề nghị khen thưởng): one subject, one title, one year; from the unit's proposal to the decision."""
