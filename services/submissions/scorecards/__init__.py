"""Scorecards of residential groups (bảng điểm tổ dân phố): the ward's criteria sheet of a year, self-scored, checked, published."""
