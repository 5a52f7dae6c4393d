"""What one run goes by: the command line over the policy file over the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.linkcheck.addresses import Network

VERSION = "1.0"
NAME = "ElectionSecurityGuideLinkCheck"

ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.9,*/*;q=0.8"
ACCEPT_LANGUAGE = "en-US,en;q=0.8"
ACCEPT_ENCODING = "gzip, deflate, br, zstd"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Limits in seconds, bytes and counts; each has its reason in links.toml or the help."""

    contact: str
    timeout: float = 30.0
    budget: float = 900.0
    host_connections: int = 2
    host_interval: float = 1.0
    concurrency: int = 1024
    links_per_host: int = 1000
    links_per_run: int = 20000
    ca_file: str | None = None
    allowed: tuple[Network, ...] = ()
    resolve: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    nameserver: tuple[str, int] | None = None
    control_names: tuple[str, ...] = ("www.iana.org", "www.cisa.gov")

    @property
    def user_agent(self) -> str:
        """An honest name, in the form that servers let through."""
        return f"Mozilla/5.0 (compatible; {NAME}/{VERSION}; +{self.contact})"

    @property
    def connect_timeout(self) -> float:
        """Seconds for name, connection and TLS handshake together."""
        return min(10.0, self.timeout)
