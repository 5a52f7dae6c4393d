"""Titles and pages that say that something is gone, and those that only sound like it."""

from __future__ import annotations

import pytest

from tools.linkcheck.content import judge_content
from tools.linkcheck.exchange import Exchange
from tools.linkcheck.login import is_login
from tools.linkcheck.page import read_page
from tools.linkcheck.redirects import Hop, judge_redirects
from tools.linkcheck.urls import WebUrl, parse

GONE = """404;404 Not Found;Error 404;Page Not Found | CISA;404 - Page Not Found - EAC
HTTP Error 404
File not found;Sorry, page not found;Oops! Page not found;We can't find that page;410 Gone
We couldn't find the page you're looking for;The page you requested could not be found
This page doesn't exist;Page Unavailable;The requested URL was not found;Seite nicht gefunden
Page introuvable;Página no encontrada;HTTP Status 404 - Not Found;Whoops, that page is gone
The resource cannot be found.;Page no longer available;Nothing here;No page found;Not found (404)"""
THERE = """How to fix a 404 page;Room 404;404 Main Street;Lost and Found;Missing persons;Found items
Missing voter registrations: what to do;Removed from the voter roll;Unavailable ballots
Ballot not found in envelope: guidance;Gone with the wind;Section 404 Permits | EPA;Status page
Deleted records policy;Error handling;What we can't find"""


def url(text: str) -> WebUrl:
    """Return a parsed URL."""
    parsed = parse(text)
    assert isinstance(parsed, WebUrl)
    return parsed


def verdict(title: str, heading: str, text: str = "Some words.", path: str = "/p") -> str | None:
    """Return what a page with this title and heading is taken for."""
    content = f"<title>{title}</title><h1>{heading}</h1><p>{text}".encode()
    exchange = Exchange(url="", status=200, body=content, complete=True)
    asked = url(f"https://h.gov{path}")
    problem = judge_content(asked, asked, exchange, read_page(content))
    return str(problem.verdict) if problem else None


@pytest.mark.parametrize("title", GONE.replace("\n", ";").split(";"))
def test_believes_a_page_that_calls_itself_gone(title: str) -> None:
    """Title and heading agree: the page is not there."""
    assert verdict(title, title) == "soft-404"


@pytest.mark.parametrize("title", THERE.replace("\n", ";").split(";"))
def test_believes_a_page_that_is_about_something_gone(title: str) -> None:
    """Words of loss in a title are no loss."""
    assert verdict(title, title) is None


def test_a_long_page_under_another_heading_is_a_page() -> None:
    """A title alone does not outweigh a page full of text with a heading of its own."""
    assert verdict("404 Not Found", "Repairing links", "word " * 600) is None


def test_a_page_about_missing_pages_says_so_in_its_address() -> None:
    """The reference page of a status code is no error page."""
    assert verdict("404 Not Found | Docs", "404 Not Found", "word " * 600, "/Status/404") is None


def test_a_document_that_became_a_login_is_gone() -> None:
    """Who asked for a file did not ask for a form."""
    content = b"<title>Log in</title><h1>Log in</h1><input type=password>"
    exchange = Exchange(url="", status=200, body=content, complete=True)
    asked = url("https://h.gov/w.xlsx")
    problem = judge_content(asked, asked, exchange, read_page(content))

    assert problem is not None
    assert problem.verdict == "soft-404"


@pytest.mark.parametrize(
    ("address", "form", "wall"),
    [
        ("https://h.gov/report", True, True),
        ("https://h.gov/account/login", True, False),
        ("https://www.linkedin.com/in/someone", True, True),
        ("https://h.gov/report", False, False),
    ],
)
def test_knows_a_login_that_came_instead(address: str, form: bool, wall: bool) -> None:
    """A login form is a wall, unless the link is to the login."""
    field = "<input type=password>" if form else "<p>Plain words"
    page = read_page(f"<title>Sign in</title><h1>Sign in</h1>{field}".encode())

    assert is_login(url(address), page) is wall


@pytest.mark.parametrize(
    ("start", "target", "status", "found"),
    [
        ("http://h.gov/p", "https://h.gov/p", 301, "moved"),
        ("http://h.gov/p", "https://h.gov/p", 302, "insecure"),
        ("https://h.gov/a/b", "https://h.gov/", 302, "soft-404"),
        ("https://h.gov/a/b", "https://h.gov/en/", 301, "soft-404"),
        ("https://h.gov/?page=3", "https://h.gov/", 301, "moved"),
        ("https://h.gov/home", "https://h.gov/", 301, "moved"),
        ("https://h.gov/a", "https://h.gov/#/a", 302, "redirected"),
        ("https://h.gov/a", "https://sso.h.gov/x", 302, "blocked"),
        ("https://h.gov/a", "https://h.gov/Account/LogOn?ReturnUrl=%2Fa", 302, "blocked"),
        ("https://h.gov/login", "https://h.gov/users/sign_in", 302, "redirected"),
        ("https://h.gov/a", "https://h.gov/pagenotfound", 302, "soft-404"),
        ("https://h.gov/errors", "https://h.gov/errors/list", 302, "redirected"),
        ("https://h.gov/a", "http://h.gov/a", 301, "insecure"),
        ("https://a.gov/x", "https://b.gov/y", 301, "moved"),
    ],
)
def test_weighs_where_a_redirect_leads(start: str, target: str, status: int, found: str) -> None:
    """Home pages, error pages and gates are no destinations; new homes are."""
    page = read_page(b"<title>Office</title><h1>Office</h1>")
    finding = judge_redirects(url(start), (Hop(url(target), status),), page)

    assert finding is not None
    assert finding.verdict == found
