"""Whether a title or heading says that a site is out of order for a while, or has failed.

As with pages that are gone (`gone`), a notice of maintenance is told by a small vocabulary: it
holds no word besides, so "Maintenance of voting machines" is none.
"""

import re

from tools.linkcheck.gone import LONGEST, parts_of

_NOTICE = frozenset(
    "a again all apologies apologize appropriations are at available away back be been being"
    " brief briefly busy but by can carrying check closed come coming completed construction"
    " currently demand details difficulties doing down due during emergency essential"
    " experiencing federal few for funding good government has have heavy high hours i'll"
    " improve improvements improving in inconvenience is issues it it's its lapse later line"
    " little load maintaining maintenance minute minutes mode moment momentarily not now of"
    " off offline on online order our out outage page patience performing planned platform"
    " please portal problems progress regular return returning right routine scheduled server"
    " service services shortly shutdown site so some soon sorry system systems technical"
    " temporarily temporary thank the this time to too traffic try unavailable under"
    " undergoing underway until update updates updating upgraded upgrades upgrading us visit"
    " volume we we'll we're web webpage website while will work working you your".split()
)
_DOWN = re.compile(
    r"""\bmaintenance\b(?!\s+(?:service|system|portal|page)s?\b(?!\s+is\b))
      | \bmaintenance\s+page\b
      | \bmaintaining\s+(?:the|this|our)\s+\w*site\b | \bout\s+of\s+(?:service|order)\b
      | \btemporarily\s+(?:unavailable|offline|down|closed|out)\b | \bservice\s+unavailable\b
      | \b(?:be|come|coming)\s+(?:right\s+)?back\b | \bback\s+(?:soon|shortly|online)\b
      | \b(?:site|website|page|portal|system|server|platform)\s+
        (?:(?:is|are|currently|now|has|been)\s+)*(?:offline|down|off\s+line|being\s+(?:upgraded|updated)|under\s+maintenance)
      | \b(?:site|website|page|portal|server|system|service)\s+
        (?:(?:is|are|currently|too)\s+)*(?:busy|under\s+construction)\b
      | \b(?:site|website|portal|server|system)s?\s+(?:(?:is|are|currently)\s+)*unavailable\b
      | \bexperiencing\s+(?:\w+\s+)*(?:traffic|volume|load|demand)\b
      | \b(?:planned|scheduled|emergency|system|site|service|server|website)\s+outage\b
      | \b(?:upgrading|updating)\s+(?:our|the|this)\s+(?:\w+\s+)?
        (?:site|website|systems?|platform|server|portal)\b
      | \btechnical\s+(?:difficulties|problems|issues)\b""",
    re.VERBOSE,
)
# A place may be closed for a while; that something is offline is said of a site.
_SAID_OF_ANY = re.compile(
    r"(?:.{0,40}\s)?(?:temporarily\s+(?:unavailable|offline|down|out\s+of\s+service)"
    r"|service\s+unavailable)",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"maint|temporarily|unavailable|\bback\b|off-?\s?line|\bdown\b|upgrad|updat|technical"
    r"|out of|outage|experiencing|busy|construction",
    re.IGNORECASE,
)
# Errors that came with a good status by mistake, on short pages only.
_FAULT = re.compile(
    r"(?:(?:http|error|server|status)\W*)+50[0-4]\W*|(?:http|error)\W+50[0-4]\b.{1,50}"
    r"|(?:50[89]\W+)?(?:resource|bandwidth) limit (?:is |has been )?(?:reached|exceeded)\W*"
    r"|(?:(?:http|error|status)\W*)*(?:50[0-4]\W+"
    r"(?:internal (?:server )?error|bad gateway|service (?:temporarily )?unavailable|gateway time"
    r"|server error|not implemented|error).{0,50}"
    r"|internal server error|bad gateway"
    r"|no healthy upstream|upstream connect error\b.*"
    r"|gateway time-?out|application error|runtime error|database error"
    r"|error establishing a database connection"
    r"|server error(?: in .{0,60} application)?"
    r"|there has been a critical error on this website)\W*",
    re.IGNORECASE,
)
# What says as little of the page as of its server.
_VAGUE = re.compile(
    r"(?:(?:(?:we(?:'re| are) )?sorry|oh no|oops|whoops|uh[- ]oh)\W+(?:but )?)?"
    r"(?:it )?(?:looks like )?"
    r"something (?:has )?(?:went|gone) (?:\w+ )?wrong(?: on our (?:end|side))?\W*(?:500\W*)?"
    r"|(?:the|this|our) (?:web ?)?(?:site|server|application|system) (?:has )?encountered an?"
    r" (?:unexpected |internal )*error\W*(?:(?:please )?try again.{0,30})?"
    r"|(?:an? |there (?:was|has been) an? )?(?:(?:unexpected|internal|unknown|critical|fatal|server"
    r"|application) )*error (?:has )?(?:occurred|happened)"
    r"(?:\W+(?:while|when|during|processing|please|on (?:this|the|our)) .{0,60})?\W*"
    r"|unexpected error\W*",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"(?:(?:http|error|status)\W*)*(?:40[13]\W+)?(?:access )?(?:forbidden|denied"
    r"|unauthorized(?:\W+access is denied.{0,60})?"
    r"|permission denied|not authorized|authorization required)\W*"
    r"|(?:(?:http|error|status)\W*)*(?:429\W+)?"
    r"(?:too many requests|rate limit(?:ed)?(?: exceeded)?)\W*"
    r"|(?:sorry\W+)?(?:you (?:need|do not have|don't have)|your account (?:does not|doesn't) have)"
    r" (?:access|permission|authorization)(?: to (?:access|view|see|open|read|use)"
    r" (?:this|that|the requested) \w+)?\W*"
    r"|(?:sorry\W+)?you (?:are not|aren't) (?:authorized|allowed|permitted)"
    r" to (?:access|view|see|open|read|use) (?:this|that|the requested) \w+\W*"
    r"|(?:sorry\W+)?(?:this|that|the) \w+ (?:has not|hasn't) been shared with you\W*",
    re.IGNORECASE,
)
# What programs leave in place of a page when they fail: their language's own report.
_CRASH = re.compile(
    r"(?:PHP )?(?:Fatal|Parse|Recoverable fatal) error\s*: .{1,400} in \S+"
    r"|SQLSTATE\[\w+\]|ORA-\d{5}:|Traceback \(most recent call last\):"
    r"|(?:[a-z]\w*\.){2,}\w*(?:Exception|Error)\b.{0,400}?\sat [\w.$]+\("
    r"|Microsoft (?:OLE DB|VBScript|JET|ADO|Access)\b.{0,200}\berror '[0-9a-f]{8}'",
    re.DOTALL,
)
_WARNING = re.compile(
    r"(?:PHP )?(?:Warning|Notice|Deprecated)\s*: .{1,400} in \S+ on line \d+", re.DOTALL
)
_SHORT_REPORT, _LONG_REPORT = 600, 5000  # characters


def says_down(text: str) -> bool:
    """Return whether *text*, or one part of it between bars, only says that a site is down.

    >>> says_down("County | Down for maintenance"), says_down("Maintenance of voting machines")
    (True, False)
    """
    if not _SIGN.search(text):
        return False
    return any(_is_notice(part) for part in {text, *parts_of(text)} if len(part) < LONGEST)


def _is_notice(part: str) -> bool:
    plain = part.replace("\u2019", "'").strip(" .!-")
    if plain.endswith("?"):
        return False
    if _SAID_OF_ANY.fullmatch(plain):
        return True
    words = re.sub(r"[^\w\s']+", " ", plain).lower().split()
    return _NOTICE.issuperset(words) and _DOWN.search(" ".join(words)) is not None


def says_failed(text: str) -> bool:
    """Return whether *text* is only the message of a failure on the server's side."""
    return _FAULT.fullmatch(text[:LONGEST]) is not None


def says_failed_somehow(text: str) -> bool:
    """Return whether *text* only says that something went wrong."""
    return _VAGUE.fullmatch(text[:LONGEST].replace("\u2019", "'")) is not None


def says_refused(text: str) -> bool:
    """Return whether *text* is only a refusal."""
    return _REFUSAL.fullmatch(text[:LONGEST].replace("\u2019", "'")) is not None


def says_crashed(text: str) -> bool:
    """Return whether *text*, which is all of a page, begins with the report of a program's failure.

    A page that goes on after a mere warning is a page.
    """
    if _CRASH.match(text):
        return len(text) < _LONG_REPORT
    return len(text) < _SHORT_REPORT and _WARNING.match(text) is not None
