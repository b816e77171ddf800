"""Erasure: what happens in every service when a subject's data is to be erased.

The owner of a subject records an event that says so, and names it in `service(erases=…)`. `ending_keys` reads it in that service and
destroys the subject's key, so that what is sealed in events can never be read again; read models blank their rows by the same event. The
published contract reaches the others: one that holds personal values of its own records its own event and ends its own key; one that
holds opaque ids alone acknowledges (`acknowledging`, deciding in `acknowledgement`), so that nobody has to guess whether it was asked.
What a person may seal is marked in the events (`services/chassis/personal.py`); why keys are ended by a reader is decision 4.
"""
