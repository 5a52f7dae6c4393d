"""Robot walls: what tells a refusal of robots from an answer, at any status.

A mark in the headers settles it. A mark in the body counts only on a page with hardly any text:
long pages merely embed a captcha or mention one.
"""

import re

from tools.linkcheck.exchange import Exchange
from tools.linkcheck.gone import says_gone
from tools.linkcheck.page import Page

SMALL_TEXT = 600  # characters of visible text that an interstitial may have

_HEADER_MARKS = (
    ("cf-mitigated", "Cloudflare"),
    ("x-amzn-waf-action", "AWS WAF"),
    ("x-vercel-mitigated", "Vercel"),
    ("x-kpsdk-ct", "Kasada"),
)
_BODY_MARKS = (
    (b"/.within.website/", "Anubis"),
    (b"cf-browser-verification", "Cloudflare"),
    (b"_cf_chl_opt", "Cloudflare"),
    (b"incapsula incident id", "Imperva"),
    (b"captcha-delivery.com", "DataDome"),
    (b"px-captcha", "HUMAN"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"gokuprops", "AWS WAF"),
    (b"perfdrive.com", "Radware"),
    (b"aes.js", "a cookie challenge"),
    (b"/_sec/cp_challenge", "Akamai"),
    (b"bm-verify=", "Akamai"),
    (b"window.rbzns", "Reblaze"),
    (b"/_fs-ch-", "Fastly"),
    (b"distilidentificationblock", "Imperva"),
)
# Scripts that firewalls also put into the pages they let through, the site's own 404 among them:
# they tell of a wall only where the page itself says nothing.
_AMBIENT_MARKS = (
    (b"/_incapsula_resource", "Imperva"),
    (b"/cdn-cgi/challenge-platform/", "Cloudflare"),
    (b"awswafcookiedomainlist", "AWS WAF"),
    (b"token.awswaf.com", "AWS WAF"),
    (b"ddos-guard", "DDoS-Guard"),
    (b"/__ddg", "DDoS-Guard"),
    (b"/tspd/", "F5"),
)
_SAYS_SOMETHING = 100  # characters of text
_LINE = 100  # bytes of a plain text that is no more than a title
_CAPTCHAS = (
    b"hcaptcha.com/1/api.js",
    b"h-captcha",
    b"recaptcha/api.js",
    b"g-recaptcha",
    b"recaptcha/enterprise.js",
    b"challenges.cloudflare.com/turnstile",
    b"cf-turnstile",
    b"arkoselabs.com",
    b"friendly-challenge",
    b"altcha",
    b"geetest",
)
_TITLES = re.compile(
    r"(?:(?:error|http)\W*)*(?:4\d\d\W+)?"
    r"(?:just a moment|attention required!? \| cloudflare"
    r"|are you (?:a )?(?:robot|human)|robot check|human verification"
    r"|(?:(?:please|let['\u2019]s|we are|we['\u2019]re) )?"
    r"(?:mak(?:e|ing) sure|(?:check|verify|confirm)(?:ing)?|(?:prov|ensur)(?:e|ing))"
    r" (?:(?:that|if|whether) )?(?:your browser|you(?:['\u2019]?re| are)"
    r" (?:(?:a )?(?:human|real person)|not (?:a )?(?:ro)?bot))"
    r"|vercel security checkpoint|ddos-guard"
    r"|sucuri website firewall|please wait"
    r"|pardon our interruption|security check(?:point)?"
    r"|(?:human|(?:ro)?bot) (?:check|verification|detect(?:ion|ed))|captcha"
    r"|one more step|blocked|web filter violation"
    r"|(?:\w+ ){0,3}(?:javascript|browser|security|managed) challenge|challenge validation"
    r"|(?:your )?(?:web ?site|(?:web ?)?page|site|url|request|access|ip(?: address)?)"
    r" (?:is |has been )?blocked"
    r"|(?:unavailable|not available) (?:due to|for) legal reasons"
    r"|web application firewall|geo[- ]?(?:restricted|blocked)"
    r"|client challenge|one moment,? please|robot or human|robot challenge(?: screen)?"
    r"|access to this page has been denied"
    r"|unsupported browser|(?:your )?browser (?:is )?(?:not supported|unsupported|out of date)"
    r"|(?:please )?(?:update|upgrade) your browser"
    r"|before you continue|(?:please )?(?:enable|allow) cookies"
    r"|cookies? (?:are )?(?:required|disabled))"
    # The name of the site or a subordinate clause may follow, but no other topic.
    r"(?:\W*\Z|\s+[|\u2013\u2014\u2022\u00b7:-]+\s|[!.:?]\s"
    r"|,?\s(?:to (?:\w+|the (?:web ?)?site)\W*\Z|to (?:continue|proceed|access|view|use)\b"
    r"|before|while|because|by completing|and javascript|is required))",
    re.IGNORECASE,
)
# A queue that lets readers in one by one; it says how long that takes.
_QUEUE = re.compile(
    r"(?:you are |you['\u2019]re )?(?:now |currently )?in (?:line|(?:the |a )?(?:virtual )?"
    r"(?:queue|waiting room))\W*\Z|(?:virtual )?waiting room\W*\Z",
    re.IGNORECASE,
)
_WAIT = re.compile(
    r"\b(?:estimated|expected|approximate) wait(?:ing)?\b|\bqueue (?:id|number)\b", re.I
)
# What a reader would fill in: a form that is more than its captcha.
_FIELD = re.compile(
    rb"<(?:select\b|textarea\b(?![^>]*captcha)|input\b(?![^>]*\btype\s*=\s*[\"']?(?:hidden|submit|button|checkbox"
    rb"|image)))"
)
_TEXTS = re.compile(
    # Cloudflare's codes of refusals; its others are faults of the site's own.
    rb"error code: 10(?:0[5-9]|1[0235]|20)\b|mod_security|modsecurity"
    rb"|the requested url was rejected\. please consult"
    rb"|request unsuccessful\. incapsula|your request has been blocked|you have been blocked"
    rb"|your access to this site has been limited"
    rb"|your request was blocked by (?:\w+ ){0,3}(?:security|firewall|filter|policy)"
    rb"|(?:has|have|and) blocked your request"
    rb"|you (?:appear|seem) to be a (?:ro)?bot\b"
    rb"|automated (?:access|queries|requests|traffic)"
    rb"|unusual traffic (?:from|coming|on) "
    rb"|(?:not available|unavailable|restricted|blocked|not (?:permitted|allowed)) in your "
    rb"(?:country|region|location)|from your (?:country|region|location) is "
    rb"|checking your browser|enable javascript and cookies to continue"
    rb"|access denied.{0,400}reference (?:#|&#35;)",
    re.DOTALL,
)
# One of these is in every text above: to look for them is faster than to match.
_TEXT_SIGNS = (
    b"error code",
    b"rejected",
    b"security",
    b"incapsula",
    b"blocked",
    b"to be a ",
    b"been limited",
    b"automated",
    b"unusual",
    b" your ",
    b"javascript and",
    b"access denied",
)


def find_wall(exchange: Exchange, page: Page | None) -> str | None:
    """Return who refuses robots here, or None where nothing tells of a refusal."""
    for header, name in _HEADER_MARKS:
        if exchange.header(header):
            return name
    if exchange.header("x-datadome") and exchange.status in (403, 405, 429):
        return "DataDome"
    if page is None:
        told = exchange.media_type == "text/plain" and len(exchange.body) < _LINE
        if told and _TITLES.match(exchange.content.decode("utf-8", "replace").strip()):
            return "a robot check"
        return _find_in_error(exchange)
    wall = _find_in_page(exchange, page)
    if wall and (says_gone(page.title) or says_gone(page.heading)):
        return None  # the site itself has answered, and what it says is plain
    return wall


def _find_in_page(exchange: Exchange, page: Page) -> str | None:
    if page.text_length > SMALL_TEXT:
        return _find_in_error(exchange) if (exchange.status or 0) >= 400 else None
    body = exchange.content[:65536].lower()
    for mark, name in _BODY_MARKS:
        if mark in body and (name != "a cookie challenge" or b"__test" in body):
            return name
    if not page.headings and page.text_length < _SAYS_SOMETHING:
        for mark, name in _AMBIENT_MARKS:
            if mark in body:
                return name
    if page.title and _TITLES.match(page.title) and not _is_article(page):
        return (
            "Cloudflare" if "cloudflare" in exchange.header("server").lower() else "a robot check"
        )
    if len(body) < 5 * 1024 and any(mark in body for mark in _CAPTCHAS) and page.text_length < 300:
        return None if _FIELD.search(body) else "a captcha"
    if _is_reload_trick(page):
        return "a cookie challenge"
    if any(map(_QUEUE.match, (page.title, page.heading))) and _WAIT.search(page.text):
        return "a waiting room"
    return _find_in_error(exchange)


def _find_in_error(exchange: Exchange) -> str | None:
    """Recognise the text of a firewall's error page; at status 200 only on a very short page."""
    body = exchange.content[:8192].lower()
    if (exchange.status or 0) < 400 and len(body) > 2048:
        return None
    if not any(sign in body for sign in _TEXT_SIGNS) or not _TEXTS.search(body):
        return None
    return "Akamai" if "akamai" in exchange.header("server").lower() else "a web firewall"


def _is_article(page: Page) -> bool:
    """Return whether the page says something of its own under a title that sounds like a wall.

    "Access blocked: no ramp at Oak Street" goes on, and its heading is no wall's.
    """
    title = _TITLES.match(page.title)
    goes_on = title is not None and title.group().rstrip().endswith(":")
    more = page.text_length > 400 or goes_on
    return more and page.heading != "" and not _TITLES.match(page.heading)


def _is_reload_trick(page: Page) -> bool:
    """Return whether the page only sets a cookie by script and loads itself again."""
    script = page.script
    return (
        page.is_tiny
        and page.text_length < 200
        and "document.cookie" in script
        and ("location.reload" in script or "location.href" in script)
    )
