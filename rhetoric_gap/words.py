"""Small words for messages."""

from __future__ import annotations


def plural(number: object, noun: str, several: str | None = None) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> plural(1, "deed"), plural(3, "deed"), plural(2, "refusal or denial", "refusals or denials")
    ('1 deed', '3 deeds', '2 refusals or denials')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {several or noun + 's'}"
