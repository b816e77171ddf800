"""`thidua verify`: every stored fact, published record and read row, checked against each other from nothing.

It shares no code with what it checks but the decoding of events, `publishing.py` and the readers' own `apply`: the relay, the
append function and the readers' bookkeeping are judged from outside.
"""
