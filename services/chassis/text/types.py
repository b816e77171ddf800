"""Types: the texts that request bodies take, ends trimmed, never blank; a service adds its own only for its own codes.

`clean_json` has dropped what nobody can see before these are checked, so blank is one thing for pages and API alike.
"""

from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from services.chassis.text.letters import narrow

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"\S")]
"""A text with something in it; annotate it further with its own `max_length`."""

LETTERED: Final = r"[^\W\d_\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
"""The pattern of a name: it has at least one letter, of whatever script; digits, marks or pictures alone call nobody."""

Name = Annotated[Text, StringConstraints(max_length=500)]
Reason = Annotated[Text, StringConstraints(max_length=1000)]
Words = Annotated[Text, StringConstraints(max_length=4000)]
DocumentNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^\S(.*\S)?$"),
    AfterValidator(narrow),
    Field(examples=["12/QĐ-UBND"]),
]
"""Số, ký hiệu văn bản, on one line; full-width digits are digits."""
