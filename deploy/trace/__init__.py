"""`thidua trace`: one fact followed through all stores, by what each event remembers: its command, its cause, its correlation."""
