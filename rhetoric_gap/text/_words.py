"""Small words the grammar goes by."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FUTURE = _set(
    "will would shall could may might going plan plans planned planning set intends intend intended scheduled expected "
    "due propose proposed proposes"
)
NEGATIONS = _set("not never no neither nor cannot without")
DUTIES = _set("must should ought")
DETERMINERS = _set(
    "the a an of its their his her our my your new against for over this that these those on in any such another "
    "some all no recent further possible from about after with during amid following into first last latest"
)
ARTICLES = _set("the a an its their his her our all two three four five several many some")
TO_BE = _set("is are was were been being be 's began started begin keep kept has have had")
SUBORDINATORS = _set(
    "who whom which that whose after since before as amid while when where because if unless until although though"
)
OPENERS = _set(
    "following after before since as amid while when where because if unless until although though despite during"
)
CLAUSE_MARKS = _set(", ; : ( ) \u2014 \u2013 -- . ! ?")
LIGHT_VERBS = _set(
    "announce announced announces announcing order ordered orders conduct conducted carry carried carries launch "
    "launched launches make made makes issue issued issues offer offered offers begin began begins start "
    "started starts receive received stage staged hold held mount mounted face faced faces approve approved approves "
    "declare declared"
)
FIRST_PERSON = _set("we i")
WARNED_OFF = _set("against not from")
QUOTES = _set("\" \u201d \u00bb \u2019 ' )")
IS = _set("is are")
