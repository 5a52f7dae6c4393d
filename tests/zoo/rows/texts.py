"""J and part of K: what is wrong before any request, and what only looks wrong."""

from tests.zoo.core import PAGE, Peer, Request, asked, row, serve

asked("J03", "port-0", "malformed", "http://host.nowhere.zoo:0/x")
asked("J04", "port-99999", "malformed", "http://host.nowhere.zoo:99999/x")
asked(
    "J07",
    "scheme-typo",
    "malformed",
    "htpp://h.nowhere.zoo/p",
    "hhtps://h.nowhere.zoo/p",
    "ttps://h.nowhere.zoo/p",
)
asked("J09", "backslash", "malformed", "http:\\\\h.nowhere.zoo\\p")
asked("J10", "proto-relative", "malformed", "//h.nowhere.zoo/p")
asked("J11", "no-scheme", "malformed", "www.h.gov/p")
asked("J12", "raw-space", "malformed", "https://h.nowhere.zoo/a b.pdf")
asked("J23", "zero-width", "malformed",
      "https://h.nowhere.zoo/a\u200bb", "https://h.nowhere.zoo/a\u00adb", "https://h.nowhere.zoo/a\u00a0b")  # fmt: skip
asked(
    "J24",
    "amp-entity",
    "malformed",
    "https://h.nowhere.zoo/?a=1&amp;b=2",
    "https://h.nowhere.zoo/?a=1&amp;amp;b=2",
)
asked("J26", "idn-homograph", "unsafe", "https://c\u0456sa.gov/", "https://\u0441\u0456\u0455\u0430.gov/",
      "https://xn--csa-6cd.gov/")  # fmt: skip
asked("J27", "safelink", "redirected",
      "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.cisa.gov%2F&data=x",
      "https://urldefense.com/v3/__https://www.cisa.gov/x__;!!abc$")  # fmt: skip
asked("J28", "google-url", "redirected", "https://www.google.com/url?q=https://www.eac.gov/&sa=D")
asked("J32", "mailto-ok", "ok", "mailto:elections-vdp@cisecurity.org")
asked("X46", "mailto-bad", "malformed", "mailto:nobody", "mailto:a@@b.gov", "mailto:")
asked("J34", "mailto-query", "ok", "mailto:a@b.gov?subject=x%20y")
asked("J35", "tel", "ok", "tel:+1-555-0100")
asked("J36", "tel-bad", "malformed", "tel:call us")
asked("J37", "javascript", "unsafe", "javascript:void(0)", "JavaScript:alert(1)")
asked("J38", "data", "unsafe", "data:text/html,<b>x</b>")
asked("J39", "ftp", "unsafe", "ftp://h.nowhere.zoo/f")
asked("X47", "file", "unsafe", "file:///etc/passwd")
asked("X48", "odd-scheme", "unsafe", "gopher://h.nowhere.zoo/", "irc://h.nowhere.zoo/")
asked("X49", "bad-percent", "malformed", "https://h.nowhere.zoo/a%zz", "https://h.nowhere.zoo/100%")
asked("X50", "one-slash", "malformed", "http:/h.nowhere.zoo/p", "http:///p")
asked(
    "X51",
    "bad-host",
    "malformed",
    "http://h..nowhere.zoo/",
    "http://[::1/",
    "http://1.2.3.999/",
    "http://",
)

row("J02", "upper-host", "ok", "http://J02.NAMES.Zoo:{port}/p", dns={"j02.names.zoo": ["{host}"]})(
    serve()
)
row("J14", "pct20", "ok", "{base}/p%20b.pdf")(
    lambda request, peer: peer.send(200 if request.path == "/p%20b.pdf" else 404, b"%PDF-1.4")
)
row("J17", "paren", "ok", "{base}/p/cc732774(v=ws.11).aspx")(serve())


def only(path: str, asks: dict[str, str], identity: str, name: str) -> None:
    """Register a row that knows one path."""

    async def handler(request: Request, peer: Peer) -> object:
        return await peer.send() if request.path == path else False

    row(identity, name, "", asks=asks)(handler)


only(
    "/p", {"{base}/p.": "broken", "{base}/p,": "broken", "{base}/p)": "broken"}, "J20", "dot-inside"
)
only("/a-b", {"{base}/a\u2013b": "broken"}, "J21", "en-dash")
only("/%C3%A9lections", {"{base}/\u00e9lections": "ok"}, "J22", "non-ascii-ok")
only("/p?utm_source=x", {"{base}/p?utm_source=x": "ok"}, "J29", "tracking")
only("/web/2020/https://h/p", {"{base}/web/2020/https://h/p": "ok"}, "J31", "wayback")
only("/a%20b", {"{base}/a%2520b": "broken"}, "X52", "encoded-twice")
row(
    "J25",
    "idn",
    "ok",
    "http://b\u00fccher.rows.zoo:{port}/p",
    dns={"xn--bcher-kva.rows.zoo": ["{host}"]},
)(serve())

asked("K02", "ip-spellings", "unsafe", "http://2130706433/", "http://0x7f000001/", "http://127.1/",
      "http://0177.0.0.1/", "http://\uff11\uff12\uff17.0.0.1/", "http://127\u30020\u30020\u30021/")  # fmt: skip
asked("K03", "v6-loopback", "unsafe", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/",
      "http://[2002:a00:1::]/")  # fmt: skip
asked("K08", "metadata", "unsafe", "http://169.254.169.254/", "http://168.63.129.16/",
      "http://[fd00:ec2::254]/", "http://metadata.google.internal/")  # fmt: skip
asked("K09", "special-ranges", "unsafe", "http://0.0.0.0/", "http://100.64.0.1/", "http://192.0.0.8/",
      "http://198.18.0.1/", "http://224.0.0.1/", "http://[fc00::1]/", "http://[fe80::1]/",
      "http://192.168.1.1/", "http://172.16.0.1/", "http://240.0.0.1/", "http://[ff02::1]/")  # fmt: skip
asked("K10", "bad-ports", "unsafe", "http://h.nowhere.zoo:22/", "http://h.nowhere.zoo:25/",
      "http://h.nowhere.zoo:6379/", "http://h.nowhere.zoo:11211/")  # fmt: skip
asked(
    "K11",
    "userinfo",
    "unsafe",
    "https://user:pw@h.nowhere.zoo/p",
    "https://cisa.gov@h.nowhere.zoo/",
)


@row("K13", "token-prefix", "ok", "http://github.com.k13.zoo:{port}/p",
     dns={"github.com.k13.zoo": ["{host}"]})  # fmt: skip
async def no_credentials(request: Request, peer: Peer) -> object:
    """Answer only where nothing secret was sent."""
    return await peer.send(400 if {"authorization", "cookie"} & set(request.headers) else 200)


@row("K15", "report-injection", "broken", "{base}/p?x=::error::%7C%3Cimg+src=x%3E")
async def injection(request: Request, peer: Peer) -> object:
    return await peer.send(404, b"<title>::error::x | <img src=x> \x1b[31m</title>")


@row("K17", "path-like", "ok", "{base}/../../etc/passwd")
async def dots(request: Request, peer: Peer) -> object:
    return await peer.send(200 if request.path == "/etc/passwd" else 404, PAGE)
