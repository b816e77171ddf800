"""Sudden deeds (khen thưởng đột xuất): put forward at once, standing members of the council asked, decided by the ward's chairman."""
