"""Holds (tạm dừng xét tặng): while something is looked into, nothing about the subject is signed or sent up; cleared, it goes on."""
