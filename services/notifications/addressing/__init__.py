"""Addressing: who is behind an audience: the holders of its role and unit, each one intended delivery."""
