"""Calendar (Lịch): key days that the ward keeps, and one page by month of what is due for whoever reads it."""
