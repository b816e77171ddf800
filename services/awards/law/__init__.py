"""The law as dated data: rows from files, the pack of a day and place, and pure judges over them."""
