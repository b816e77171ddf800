"""What units and their people aimed at when the year began, as submissions told it: shown beside what is proposed."""
