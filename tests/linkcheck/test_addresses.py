"""Which addresses are public."""

from __future__ import annotations

import ipaddress

import pytest

from tools.linkcheck.addresses import is_allowed
from tools.linkcheck.names import registrable_domain

PRIVATE = """127.0.0.1 0.0.0.0 10.0.0.5 172.16.3.4 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8
192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16
192.88.99.1 ::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::7f00:1 64:ff9b::7f00:1 64:ff9b:1::1
2002:7f00:1:: 2002:a00:1:: fe80::1 fc00::1 fd00:ec2::254 ff02::1
2001:db8::1 2001::1 100::1 fe80::5efe:10.0.0.1
2620:0:1:1:0:5efe:127.0.0.1 fec0::1 5f00::1 3fff::1 not-an-address"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_refuses_what_is_not_public(address: str) -> None:
    """Special ranges, and IPv6 addresses that carry one, are no place for a link."""
    assert not is_allowed(address, ())


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_accepts_what_is_public(address: str) -> None:
    """Public addresses pass, translated ones included."""
    assert is_allowed(address, ())


def test_allows_only_what_is_named() -> None:
    """Lifting the rule for one range lifts it for no other spelling of it."""
    nets = (ipaddress.ip_network("127.0.0.0/8"),)

    assert is_allowed("127.3.2.1", nets)
    assert not is_allowed("::1", nets)
    assert not is_allowed("::ffff:127.0.0.1", nets)
    assert not is_allowed("10.0.0.1", nets)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.cisa.gov", "cisa.gov"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("cisa.gov", "cisa.gov"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
    ],
)
def test_finds_the_registered_part(host: str, domain: str) -> None:
    """Subdomains belong together; names below a shared suffix do not."""
    assert registrable_domain(host) == domain
