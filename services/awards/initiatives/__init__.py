"""Initiative (sáng kiến): recognised once, and it supports one nomination only."""
