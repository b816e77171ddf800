"""Rules: what the law says on a day, as dated data (rule packs), and the arithmetic that applies it."""
