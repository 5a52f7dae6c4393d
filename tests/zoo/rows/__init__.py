"""The rows of the zoo, by group; importing them registers them."""

from tests.zoo.rows import (  # noqa: F401
    content,
    faults,
    fragments,
    framing,
    further,
    methods,
    names,
    redirects,
    robots,
    status,
    texts,
    timing,
    tls,
    webmaster,
)
