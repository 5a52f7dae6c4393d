"""Link wrappers of mail programs, networks and search engines: the address inside them."""

import re
from urllib.parse import parse_qs, unquote

# Services that wrap a link to watch it: host suffix, path, and the parameter with the real URL.
_WRAPPERS = (
    (".safelinks.protection.outlook.com", "", "url"),
    ("www.google.com", "/url", "q"),
    ("www.google.com", "/url", "url"),
    ("urldefense.proofpoint.com", "", "u"),
    ("l.facebook.com", "/l.php", "u"),
    ("lm.facebook.com", "/l.php", "u"),
    ("www.linkedin.com", "/redir/redirect", "url"),
    ("out.reddit.com", "", "url"),
    ("www.youtube.com", "/redirect", "q"),
    ("t.umblr.com", "/redirect", "z"),
    (".fireeye.com", "/v1/url", "u"),
    ("linkprotect.cudasvc.com", "/url", "a"),
    ("slack-redir.net", "/link", "url"),
    ("steamcommunity.com", "/linkfilter", "url"),
)
_ADDRESSES = ("http://", "https://", "javascript:")


def find_wrapped(host: str, target: str) -> str | None:
    """Return the address inside a wrapper on *host*, None for any other URL.

    *target* is the path with its query.
    """
    path, _, query = target.partition("?")
    if host == "urldefense.com" and path.startswith("/v3/__"):
        inner = re.match(r"/v3/__(.+?)__;", target)
        return unquote(inner[1]) if inner else None
    if host == "secure-web.cisco.com":  # the last segment, after an identity of its own
        last = unquote(path.rpartition("/")[2])
        return last if last.startswith(_ADDRESSES) else None
    for suffix, start, parameter in _WRAPPERS:
        if not (_is_on(host, suffix) and path.startswith(start)):
            continue
        value = parse_qs(query).get(parameter, [""])[0]
        if host.startswith("urldefense") and "://" not in value:
            value = unquote(value.replace("_", "/").replace("-", "%"))
        if value.startswith(_ADDRESSES):
            return value
    return None


def _is_on(host: str, suffix: str) -> bool:
    return host == suffix or (suffix[0] == "." and host.endswith(suffix))
