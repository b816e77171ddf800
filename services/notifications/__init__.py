"""notifications: what each person has to do (Việc của tôi), and who was told what, when."""
