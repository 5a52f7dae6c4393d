"""What the seed page holds: counted on the page itself, for the tests of every edition."""

from __future__ import annotations

SECTIONS = [
    "Goals",
    "Actions",
    "Cost-Effective Tools",
    "Learn More",
    "Mapping to CIS Controls and Safeguards",
    "Mapping to CIS Handbook Best Practices",
]
WEB_LINKS = 10
WEB_ADDRESSES = 9
MAIL_LINK = "mailto:elections@cisecurity.org"
