"""The rows of the zoo, by group; importing them registers them."""

from tests.zoo.rows import (  # noqa: F401
    content,
    crossroads,
    faults,
    fragments,
    framing,
    frays,
    further,
    methods,
    names,
    neighbours,
    redirects,
    robots,
    shapes,
    signs,
    status,
    texts,
    timing,
    tls,
    webmaster,
    words,
)
