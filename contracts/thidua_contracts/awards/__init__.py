"""Published by awards: nominations, council sessions, votes and decisions."""
