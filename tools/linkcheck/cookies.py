"""A throw-away cookie jar for one link: some sites redirect until a cookie comes back."""

from tools.linkcheck.urls import WebUrl

LIMIT = 50  # cookies, as RFC 6265 6.1 asks of browsers per domain
SIZE = 4096  # bytes of one cookie


class Jar:
    """Cookies of one chain of redirects, sent only to the host that set them or its subdomains."""

    def __init__(self) -> None:
        """Start empty."""
        self._cookies: dict[tuple[str, str, str], tuple[str, bool, bool]] = {}

    def take(self, url: WebUrl, headers: list[bytes]) -> None:
        """Store what the `Set-Cookie` headers of a response from *url* say."""
        for header in headers:
            self._take_one(url, header[:SIZE].decode("latin-1"))

    def _take_one(self, url: WebUrl, text: str) -> None:
        pair, *rest = text.split(";")
        name, equals, value = pair.strip().partition("=")
        if not equals or not name:
            return
        attributes = {
            key.strip().lower(): value.strip() for key, _, value in (x.partition("=") for x in rest)
        }
        domain = attributes.get("domain", "").lstrip(".").lower()
        host = url.host.name
        if domain and (domain == host or (host.endswith(f".{domain}") and "." in domain)):
            exact = False
        else:
            domain, exact = host, True
        path = attributes.get("path", "")
        path = (
            path if path.startswith("/") else url.path.partition("?")[0].rpartition("/")[0] or "/"
        )
        key = (domain, path, name)
        if attributes.get("max-age", "").startswith(("-", "0")) or "1970" in attributes.get(
            "expires", ""
        ):
            self._cookies.pop(key, None)
        elif len(self._cookies) < LIMIT:
            self._cookies[key] = (value, exact, "secure" in attributes)

    def header(self, url: WebUrl) -> str:
        """Return the value of the `Cookie` header for *url*, or an empty string."""
        return "; ".join(
            f"{name}={value}"
            for (domain, path, name), (value, exact, secure) in self._cookies.items()
            if _domain_fits(url.host.name, domain, exact)
            and _path_fits(url.path.partition("?")[0], path)
            and (not secure or url.scheme == "https")
        )


def _domain_fits(host: str, domain: str, exact: bool) -> bool:
    return host == domain or (not exact and host.endswith(f".{domain}"))


def _path_fits(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix if prefix.endswith("/") else f"{prefix}/")
