"""Which addresses may be connected to: public ones, and what --allow-address lifts."""

import ipaddress
from collections.abc import Sequence

from tools.linkcheck.models import Problem, Verdict

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Azure's platform address is inside public space but answers only on the machine itself:
# https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
_CLOUD = frozenset({ipaddress.ip_address("168.63.129.16")})

# Ranges that `is_global` of some Python 3.11 releases still calls global.
_RESERVED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/9",
        "ff00::/8",
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TRANSLATED = ipaddress.ip_network("::ffff:0:0:0/96")  # RFC 2765, 2.1
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one carries (RFC 4291, 6052, 2765, 3056, 5214)."""
    value = int(address)
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64 or address in _TRANSLATED or (value >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(value & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return ipaddress.IPv4Address((value >> 80) & 0xFFFFFFFF)
    return None


def is_public(address: Address) -> bool:
    """Return whether *address* belongs to the public internet (IANA special-purpose registries)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address.scope_id is not None:
            return False
    if address in _CLOUD or address.is_multicast or not address.is_global:
        return False
    return not any(
        address in network for network in _RESERVED if network.version == address.version
    )


def is_allowed(text: str, allowed: Sequence[Network]) -> bool:
    """Return whether a connection to the address *text* may be made.

    An IPv6 address that carries an IPv4 one counts as that one: `--allow-address 127.0.0.0/8`
    does not open ::ffff:127.0.0.1, because nobody writes it in good faith.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in net for net in allowed if net.version == address.version) or is_public(
        address
    )


def not_public(name: str) -> Problem:
    """Return what is wrong with a link to the address *name*, which nobody needs to be asked."""
    return Problem(verdict=Verdict.UNSAFE, reason=f"{name} is not a public address")
