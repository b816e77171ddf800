"""People: the subjects whom a ward knows by name; everybody else holds only their ids."""
