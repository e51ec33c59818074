"""Words the rules on conditions go by."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


MARKS = frozenset(
    [",", ";", ":", ".", "!", "?", '"', "“", "”", "(", ")", "[", "]", "--", "\u2013", "—", "«", "»"]
)
STRONG_MARKS = MARKS - {","}
AUXILIARIES = word_set(
    "be is are was were been being am has have had having get got he she it they we who which"
)
FINITE = word_set(
    "is are was were am has have had do does did can could will would shall should may might must gets got"
)
WILL = word_set("will would shall 'll won't wouldn't can could may might must")
FIRM = word_set("will would shall won't wouldn't we'll they'll")
DETERMINERS = word_set(
    "the a an any all both some this that these those its their his her our your my such every each"
)
SUBJECTS = DETERMINERS | word_set("it they we he she you i there everyone no one another further more both")
TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december spring summer autumn fall winter midnight noon dawn dusk nightfall today "
    "tonight tomorrow yesterday now then recently later mid end start beginning year week month morning evening "
    "afternoon night weekend christmas easter ramadan"
)
ORDER = word_set("last next first early late further another")
BEFORE_NO_IF = word_set("as even what")
AFTER_NO_IF = word_set(
    "any anything ever needed necessary possible appropriate required only so not successful true"
)
ASKING = word_set(
    "ask asks asked asking wonder wonders wondered wondering know knows knew clear unclear see seen question questions "
    "questioned doubt doubts doubted sure unsure uncertain determine determined decide decided deciding inquire "
    "inquired check checked tell say unknown find learn investigate assess"
)
HELD_BACK = word_set(
    "suspend suspended suspends suspending halt halted halts halting freeze froze frozen freezing withhold withheld "
    "withholding delay delayed postpone postponed block blocked refuse refused refuses refusing hold held stop stopped "
    "ban banned boycott boycotted vow vowed threaten threatened demand demanded insist insisted"
)
LASTING = word_set("last lasts lasted lasting take takes took taken stay stays stayed twice half times")
ANONYMITY = word_set("anonymity anonymous named identified quoted name identity unnamed")
PRECAUTIONS = word_set(
    "alert alerted ready prepare prepared preparing preparation standby stockpile precaution guard"
)
CRIMES = word_set(
    "arrest arrested bribe bribes bribery bribed charged convicted allegedly alleged accused indicted guilty"
)
DEPENDING = word_set("depend depends dependent")
CONSENT = word_set(
    "approval ratification review consent confirmation agreement conditions parliament parliamentary vote"
)
BEFORE_ADVERB_ONCE = word_set("at only than more not just was were had have has is are who which that")
ANSWERING = word_set(
    "retaliate respond react answer punish resist repel fight oppose defend counter prevent deter avenge strike hit "
    "meet treat regard consider view shoot"
)
TO_WHAT = word_set(
    "against to any for from resist repel counter prevent deter avenge punish meet treat regard consider"
)
BEFORE_SUBJECT = MARKS | {""} | word_set("that but and said says warned warns warning vowed because")
AFTER_AN_ORDER = word_set(", or now from to out down over up back off")
ULTIMATUM = word_set("ultimatum ultimatums")
SETTING = word_set(
    "set sets setting give gave gives given giving impose imposed imposes issue issued extended"
)
GIVING = word_set("give gave gives given giving")
DEMANDING = word_set(
    "demand demands demanded demanding order orders ordered ordering insist insists insisted must tell told urged leave"
)
TIME_UNITS = word_set("second minute hour day week month year seconds minutes hours days weeks months years")
NUMBERS = word_set(
    "one two three four five six seven eight nine ten twelve fifteen twenty thirty sixty ninety a an"
)
OBLIGING = word_set(
    "must should demand demands demanded demanding ultimatum order orders ordered told tell tells warn warned warns "
    "urge urged need needs call called calls either ask asked required require deadline forced force to"
)
PROMISING = word_set(
    "agree agreed agrees agreeing promise promised offer offered pledge pledged accept accepted vow vowed"
)
