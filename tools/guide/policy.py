"""What a page from a stranger may not do: run code, read files, link to scripts, hide a picture.

Pages come from pull requests, so they are untrusted: raw HTML and file insertion are switched
off, and links and images that could run or report something are refused with a warning (an
error in our own build). A picture without alternative text is refused as well, for US law
(Section 508, criterion 1.1.1 of WCAG) makes that a duty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Schemes a page may link to. Anything else is a script, a local file or a spelling error."""


PARSER_SETTINGS = {
    "raw_enabled": False,
    "file_insertion_enabled": False,
    # Disguised addresses keep no robot away, and some mail programs take %40 literally.
    "cloak_email_addresses": False,
}
"""docutils settings: no raw markup, no directive that reads a file into the page."""


def configure_parser(app: Sphinx) -> None:
    """Apply the `PARSER_SETTINGS` to every page."""
    app.env.settings.update(PARSER_SETTINGS)


def refuse_unsafe_links(_app: Sphinx, doctree: nodes.document) -> None:
    """Warn about each link with a scheme outside `LINK_SCHEMES`, and keep only its text."""
    for reference in list(doctree.findall(nodes.reference)):
        url = reference.get("refuri", "")
        if not is_safe_link(url):
            logger.warning(
                "link to '%s' is refused; link to an address that starts with https://",
                url,
                location=reference,
            )
            reference.replace_self(reference.children)


def is_safe_link(url: str) -> bool:
    """Return whether *url* is relative or has one of the `LINK_SCHEMES`.

    Control characters and white space are ignored first, as browsers do.
    """
    stripped = "".join(char for char in url if char > " " and char.isprintable())
    try:
        scheme = urlsplit(stripped).scheme
    except ValueError:  # such as an unclosed IPv6 bracket: no browser opens it
        return False
    return not scheme or scheme.lower() in LINK_SCHEMES


def refuse_unsafe_images(_app: Sphinx, doctree: nodes.document) -> None:
    """Warn about each image that comes from elsewhere or that has no alternative text."""
    for image in list(doctree.findall(nodes.image)):
        uri = image["uri"]
        if "://" in uri or uri.startswith(("//", "data:")):
            logger.warning(
                "image '%.60s' is not part of the guide; put the file beside the page and name it",
                uri,
                location=_located(image),
            )
            image.replace_self(nodes.inline("", image.get("alt", "")))
        elif "alt" not in image:
            logger.warning(
                "image '%s' has no alternative text; add a line such as"
                " ':alt: what the picture tells' below it, indented like its other options",
                uri,
                location=_located(image),
            )


def _located(node: nodes.Element) -> nodes.Element:
    """Return *node*, or its nearest ancestor that knows its line: an image in a figure does not."""
    while node.line is None and isinstance(node.parent, nodes.Element):
        node = node.parent
    return node


def setup(app: Sphinx) -> None:
    """Connect the rules to the build."""
    app.connect("builder-inited", configure_parser)
    # Before Sphinx looks for the image files (priority 500), whose names change then.
    app.connect("doctree-read", refuse_unsafe_images, priority=100)
    app.connect("doctree-read", refuse_unsafe_links, priority=100)
