"""Briefings: sessions in which a directive is explained (quán triệt), and training (tập huấn), with who attended."""
