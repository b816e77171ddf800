"""Plans: the ward's yearly plan, from a draft without number and day to the issued document with its obligations."""
