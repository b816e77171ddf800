"""Backup, restore and recovery of one service: facts and keys are copied apart, and what a restore lost is named, never dropped."""
