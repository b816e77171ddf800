"""Home: what submissions shows of a role's work on *Việc của tôi*, under the tasks."""
