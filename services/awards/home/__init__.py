"""Home: what awards shows of a role's work on *Việc của tôi*, under the tasks; to everybody the newest decisions."""
