"""Published by notifications: what was delivered, and what was not."""
