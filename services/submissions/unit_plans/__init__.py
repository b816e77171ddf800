"""Plans of units (kế hoạch của đơn vị) under the ward's: drafted and submitted by the unit, approved or returned by the ward, amended."""
