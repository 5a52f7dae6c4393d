"""Whether a title or heading says that a page is not there, in English and in other languages.

A statement counts where it is all that a title says, or one part of it between bars: an article
about missing pages says more. So what counts in English is not a list of phrases but a small
vocabulary: a statement holds a word of absence, and no word that this vocabulary lacks.
"""

import re
from functools import lru_cache

from tools.linkcheck.gone_abroad import says_gone_abroad

_NUMBER = re.compile(r"(?<!\d)(?:404|410)(?!\d)")
_ADDRESS = re.compile(r"(?:https?:/|(?<!\w))/[\w./%?=&#+~:-]*", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])|(?i:(?<=error)|(?<=http)|(?<=status))(?=\d)|_")
# Words that stand around a statement, and marks, which say nothing.
_NOISE = re.compile(
    r"\b(?:https?(?:/\d(?:\.\d)?)?|status|code|error|fehler|erreur|errore?|erro|fout|fel|fejl|feil|virhe|chyba|hiba"
    r"|błąd|hata|ошибка|помилка|eroare|lỗi|we'?re sorry|we are sorry|sorry|unfortunately|apologies"
    r"|oops|whoops|uh[\s-]?oh|oh no|hm+|looks like|it (?:seems|appears)(?: that)?|but)\b"
    r"|!!1|[^\w\s']|_",
    re.IGNORECASE,
)
_NOUNS = (
    "webpage page file directory document resource content site website url link article item"
    " node address object event post topic record publication entry product blob key domain"
    " app application project repository video user account profile image photo album channel"
    " posting listing vacancy job blog story form survey webinar"
).split()
_NOUN = rf"(?:{'|'.join(_NOUNS)})"
_KINDS = frozenset(_NOUNS)
_PLAIN_KINDS = frozenset({"page", "webpage", "url", "website"})
# Never twice: what a reader did, and what joins a statement together.
_FILLERS = frozenset(
    "a about an and any anymore anything are be been but by can changed click clicked could"
    " currently did do does either entered ever everywhere exactly followed for from had has have"
    " here i in is it its just let look looked looking matched may maybe might more must name"
    " need needed now of on one or our perhaps please probably reach reached request requested see"
    " seek seeking seem seems server should so some someone still search searched searching"
    " temporarily that the there these this those to tried trying try typed under used using view"
    " visit visiting want wanted was we were what whatever where which will with would yet you"
    " your being at no not nothing access accessing open opening get getting web its files"
    " directories posts pages documents results criteria query location server been different"
    " us all already archived input forwarding appears appear available accessible reachable"
    " displayed exist exists existed unable matching matches entry published online right moment"
    " service functioning"
    " existing find finding found locate located valid active working there's works work load"
    " loaded show shown retrieve retrieved permanently specified such longer author owner".split()
)
_ABSENCE = frozenset(
    "removed deleted missing gone expired withdrawn unavailable retired broken invalid lost dead"
    " unpublished unknown incorrect nonexistent moved relocated notfound discontinued"
    " decommissioned".split()
)
_VOCABULARY = _FILLERS | _ABSENCE | _KINDS
# What every statement holds one of; most titles hold none, and need no closer look.
_SIGNS = _ABSENCE - {"moved", "relocated"} | {"not", "no", "nothing", "cannot", "unable"}
_TOPICS = frozenset({"what", "where", "which"})  # "What we can't find" is an article
_CONTRACTED = re.compile(r"\b(?:(ca)n't|(\w+)n't|cannot)\b")
_ENDINGS = re.compile(r"'(?:re|ve|s|ll|d|m)\b")
_NEVER = r"\b(?:not|never)\s+(?:(?:be|been|seem|appear|to|currently|actually|longer|any)\s+)*"
# These need no noun: "Not found", "It does not exist", "Nothing to see here".
_STRONG = re.compile(
    rf"""{_NEVER}(?:find|found|exist|exists|locate|located|retrieve|retrieved)\b
      | \bno\s+longer\s+(?:exists?|existing|available|here|found)\b
      | \bnothing\s+(?:was\s+|has\s+been\s+|were\s+)?(?:found|here|to\s+see|exists)\b
      | \bno\s+(?:(?:such|input)\s+)?{_NOUN}\s+(?:was\s+)?(?:found|exists?|here|there|specified)\b
      | \b(?:no|not\s+an?)\s+(?:web\s+)?{_NOUN}\s+(?:matching|matches|at)\b
      | \bnot\s+an?\s+(?:functioning|valid|working|existing|active)\s+(?:web\s+)?{_NOUN}\b
      | \bnot\s+the\s+(?:web\s+)?{_NOUN}\s+you\s+(?:(?:are|were)\s+)?looking\s+for\b
      | \bunable\s+to\s+(?:find|locate|retrieve)\b | \Acan\s+not\s+get\Z
      | \bno\s+posts\s+matched\b
      | \bno\s+such\s+(?:{_NOUN}|web\s+page)\b | \bnotfound\b
      | \b(?:you|we)\s+(?:(?:are|seem|appear|may|might|be|to|have|got)\s+)*lost\b
      | \bmoved\s+or\s+no\s+longer\s+exists""",
    re.VERBOSE,
)
# These are said of a page; alone they may be the topic: "Missing", "Unavailable".
_WEAK = (
    rf"(?:{_NEVER}(?:available|here|there|valid|active|displayed|accessible|reachable|working|work|published"
    r"|loaded|shown|in\s+use)|no\s+longer|removed|deleted|missing|gone|expired|withdrawn|retired"
    r"|unavailable|broken|invalid|lost|dead|unpublished|unknown|incorrect|nonexistent|discontinued"
    r"|decommissioned)"
)
_SAID_OF = re.compile(
    rf"\b(?:{_NOUN}|you\s+(?:\w+\s+)*(?:requested|looking\s+for|followed))\b.*\b{_WEAK}\b"
    rf"|\A(?:(?:the|this|an?|your)\s+)?(?:(?:missing|unknown|invalid|incorrect|nonexistent|expired"
    rf"|removed|deleted)\s+(?:page|web\s?page|url)|(?:invalid|broken|dead|expired|incorrect)\s+link)"
    rf"\Z|\b(?:we|i)\s+(?:have\s+)?lost\s+(?:that|this|the|your)\s+{_NOUN}\b"
)
# Status 400 means that the address itself is wrong.
_BAD_REQUEST = re.compile(r"(?:(?:http|error|status)\W*)*(?:400\W+)?bad request\W*", re.IGNORECASE)
# What was searched for, or is spoken of, is not said.
_MENTIONED = re.compile(
    r"\bresults\s+for\b.*|\b(?:for|about|of)\s+[\"'\u201c\u2018\u00ab][^\"'\u201d\u2019\u00bb]+[\"'\u201d\u2019\u00bb]",
    re.IGNORECASE,
)
_BARS = re.compile(r"\s+[|·•»«:>/\u2013\u2014-]+\s+|[|»«~\u2014]|(?<=\w\?)\s+|(?<=\w[!.])\s+")
_COLON = re.compile(r":\s+")
_OF_A_PAGE = re.compile(
    rf"40[34]|410|\b{_NOUN}\b|[^\x00-\u02ff\u2000-\u206f]|seite|p[áà]gina|pagina|fichier",
    re.IGNORECASE,
)
LONGEST = 120  # characters of a part that may be nothing but the statement
_MOST_WORDS = 18
_LONGEST_TEXT = 1000  # characters that are looked at, and remembered


def says_gone(text: str) -> bool:
    """Return whether *text*, or one part of it between bars, says only that something is gone."""
    return _says_gone(text[:_LONGEST_TEXT]) if text else False


@lru_cache(maxsize=4096)
def _says_gone(text: str) -> bool:
    return any(_is_statement(part) for part in (text, *parts_of(text)) if 0 < len(part) < LONGEST)


def says_nothing(text: str) -> bool:
    """Return whether *text* is only an exclamation, as "We're sorry!" is, or nothing at all."""
    return not _NOISE.sub(" ", text.replace("\u2019", "'")).strip()


def parts_of(title: str) -> list[str]:
    """Return what a title says between bars; before a colon only what is said of a page.

    >>> parts_of("Agency | 404: no such file"), parts_of("No longer available: paper ballots")
    (['Agency', '404', 'no such file'], ['paper ballots'])
    """
    found = []
    for part in _BARS.split(title):
        *before, last = _COLON.split(part)
        found += [one for one in before if _OF_A_PAGE.search(one)] + [last]
    return found


def _is_statement(part: str) -> bool:
    asks = part.rstrip(" .)").endswith("?")  # "Can't find what you're looking for?"
    if (not asks and says_gone_abroad(part)) or _BAD_REQUEST.fullmatch(part):
        return True
    part = _MENTIONED.sub(" ", part)
    plain = _GLUED.sub(" ", _ADDRESS.sub(" ", part) if "/" in part else part).replace("\u2019", "'")
    number = _NUMBER.search(plain)
    rest = _NOISE.sub(" ", _NUMBER.sub(" ", plain) if number else plain).lower().split()
    if not rest or rest in (["page"], ["file"]):
        return number is not None
    return not asks and len(rest) <= _MOST_WORDS and _weigh(" ".join(rest), number is not None)


def _weigh(text: str, numbered: bool) -> bool:
    """Weigh the words of a statement: all are of its vocabulary, and they say that it is gone."""
    if "'" in text or "cannot" in text:
        text = _ENDINGS.sub("", _CONTRACTED.sub(_expand, text))
    words = text.split()
    if words[0] in _TOPICS or not _VOCABULARY.issuperset(words):
        return False
    if not numbered and _SIGNS.isdisjoint(words):
        return False
    if _STRONG.search(text) or _SAID_OF.search(text):
        return True
    return numbered and (not _KINDS.intersection(words) - _PLAIN_KINDS)


def _expand(match: re.Match[str]) -> str:
    """Return a contracted negation in two words: can't, won't, doesn't, cannot."""
    return f"{match[2]} not" if match[2] else "can not"
