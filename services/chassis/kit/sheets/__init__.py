"""Sheets: lists that come in as Excel. A capability declares one for an act that makes something; one row is one command."""
