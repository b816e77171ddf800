"""Published by blocs (khối thi đua): members, heads and standings."""
