"""Who may send what, asked of the real handler: every command by every role, from every place, in every state of the mandate."""
