"""Membership: a bloc (Khối thi đua), the wards in it and who heads it in which year."""
