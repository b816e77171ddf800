"""The year in scenes, in order; each is played against the APIs alone and may be played again without repeating anything."""
