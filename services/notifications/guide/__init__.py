"""Guide: what each role does in which month, what the states mean, whom to ask (Hướng dẫn); open to everybody."""
