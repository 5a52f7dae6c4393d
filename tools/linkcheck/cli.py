"""The command line: options in, exit status out. Everything slow is imported when it is needed."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.linkcheck import STOPPED

CLEAN, FINDINGS, USAGE, NO_NETWORK = 0, 1, 2, 3
REPORTS = ("json", "sarif", "junit", "markdown", "html")
MOST_SHARDS = 1000
DEFAULT_POLICY = Path("links.toml")
DEFAULT_STATE = Path("build/links.sqlite")
DEFAULT_SOURCE = "source"
_LONGEST = 2000  # characters of an error message

_DESCRIPTION = "Check the links of the guide, or of a list of URLs."
_EPILOG = """\
exit status: 0 nothing to act on; 1 broken, malformed, unsafe, missing-fragment or soft-404 links;
2 wrong call or policy file; 3 the check could not run, because nothing could be reached.

--fix rewrites pages in place, not a byte beside the URL, so that `git diff` shows what to review:
moves for good within one site, https upgrades, stray punctuation. A place that the new URL would
break, such as a table's frame, is named instead; so is a link whose redirect the run before did not
see. With --archive each dead link is also looked up in the Wayback Machine (`archive` in the policy
file), near the day on which git says that its line was written. The copy becomes the link's
suggestion in every report. It is written into the page only if the server said 404 or 410 in this
run and in one before, and the copy was opened: status 200, over https, on the archive's own site,
of that very page. Otherwise it is offered: file, line, column, what to write, and what the doubt
is.

`python -m tools.linkcheck merge FILE...` joins the JSON reports of shards into any report above.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the check; options that are not given are None or empty."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.linkcheck",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_input(parser)
    _add_reports(parser.add_argument_group("reports"))
    _add_modes(parser.add_argument_group("modes"))
    _add_limits(parser.add_argument_group("limits (defaults are in the policy file)"))
    _add_test_options(parser.add_argument_group("for tests and stand-ins"))
    return parser


def _add_input(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help=f"folder of the guide (default: {DEFAULT_SOURCE})",
    )
    parser.add_argument(
        "--urls", metavar="FILE", help="check a list, one URL a line; - reads standard input"
    )
    parser.add_argument(
        "--site", metavar="DIR", type=Path, help="also crawl this built site, offline"
    )


def _add_reports(group: argparse._ArgumentGroup) -> None:
    for name, what in (
        ("json", "JSON"),
        ("sarif", "SARIF 2.1.0"),
        ("junit", "JUnit XML"),
        ("markdown", "Markdown, for a step summary"),
        ("html", "one HTML page"),
    ):
        group.add_argument(f"--{name}", metavar="FILE", help=f"write {what}; - is standard output")
    group.add_argument("--github", action="store_true", help="print GitHub annotations")
    group.add_argument(
        "--quiet", action="store_true", help="print only what needs action; no progress"
    )


def _add_modes(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--policy", metavar="FILE", type=Path, help=f"policy file (default: {DEFAULT_POLICY})"
    )
    state = group.add_mutually_exclusive_group()
    state.add_argument(
        "--state",
        metavar="FILE",
        type=Path,
        help=f"memory of earlier runs (default: {DEFAULT_STATE})",
    )
    state.add_argument("--no-state", action="store_true", help="neither read nor write a memory")
    group.add_argument(
        "--changed-since", metavar="REF", help="only links new or edited since REF can fail"
    )
    group.add_argument(
        "--scheduled", action="store_true", help="a link is broken only after two runs in a row"
    )
    group.add_argument(
        "--offline", action="store_true", help="no network: syntax, policy and memory only"
    )
    group.add_argument(
        "--shard", metavar="I/N", type=_shard, help="check the Ith of N parts, split by host"
    )
    group.add_argument(
        "--fix", action="store_true", help="rewrite sure moves, https upgrades and trimmed URLs"
    )
    group.add_argument(
        "--archive", action="store_true", help="with --fix, suggest archived copies of dead links"
    )


def _add_limits(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--timeout", metavar="SECONDS", type=_positive, help="for one exchange")
    group.add_argument("--budget", metavar="SECONDS", type=_positive, help="for the whole run")
    group.add_argument("--host-connections", metavar="N", type=_count, help="at a time per host")
    group.add_argument(
        "--host-interval", metavar="SECONDS", type=_not_negative, help="between requests to a host"
    )
    group.add_argument("--concurrency", metavar="N", type=_count, help="requests at a time")


def _add_test_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--resolve",
        metavar="HOST:PORT:ADDRESS",
        action="append",
        default=[],
        type=_resolve,
        help="connect to ADDRESS for HOST and PORT, as curl does",
    )
    group.add_argument(
        "--allow-address",
        metavar="CIDR",
        action="append",
        default=[],
        type=_network,
        help="allow connections to these addresses, though not public",
    )
    group.add_argument(
        "--ca", metavar="FILE", type=Path, help="trust these root certificates instead"
    )
    group.add_argument(
        "--nameserver", metavar="ADDRESS:PORT", type=_nameserver, help="ask this name server only"
    )


def _positive(text: str) -> float:
    value = _not_negative(text)
    if value == 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _not_negative(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 10**6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _shard(text: str) -> tuple[int, int]:
    part, slash, whole = text.partition("/")
    digits = f"{part}{whole}"
    if not slash or not part or not whole or not digits.isascii() or not digits.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} must be I/N, two whole numbers")
    if not 1 <= int(part) <= int(whole) <= MOST_SHARDS:
        raise argparse.ArgumentTypeError(
            f"{text!r} must have I from 1 to N, and N up to {MOST_SHARDS}"
        )
    return int(part), int(whole)


def _resolve(text: str) -> tuple[str, int, tuple[str, ...]]:
    import ipaddress

    host, _, rest = text.partition(":")
    port, colon, addresses = rest.partition(":")
    listed = tuple(part.strip().strip("[]") for part in addresses.split(","))
    try:
        for address in listed:
            ipaddress.ip_address(address)
        if not colon or not host or not (port == "*" or 0 < int(port) < 65536):
            raise ValueError
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} must be HOST:PORT:ADDRESS") from None
    return host.lower().removesuffix("."), 0 if port == "*" else int(port), listed


def _network(text: str) -> object:
    import ipaddress

    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a network, such as 127.0.0.0/8"
        ) from None


def _nameserver(text: str) -> tuple[str, int]:
    import ipaddress

    address, _, port = text.rpartition(":")
    try:
        ipaddress.ip_address(address.strip("[]"))
        if not 0 < int(port) < 65536:
            raise ValueError
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} must be ADDRESS:PORT") from None
    return address.strip("[]"), int(port)


def check_reports(
    parser: argparse.ArgumentParser,
    options: argparse.Namespace,
    inputs: Iterable[str | Path | None],
) -> None:
    """End the program with status 2 where a report would overwrite another, or one of *inputs*."""
    read = {_place(name): str(name) for name in inputs if name and str(name) != "-"}
    taken: dict[object, str] = {}
    for name in REPORTS:
        target = getattr(options, name)
        if target is None:
            continue
        if not target:
            parser.error(f"--{name} needs the name of a file; an empty one was given")
        place = target if target == "-" else _place(target)
        if place in read:
            parser.error(f"--{name} {target} would overwrite {read[place]}, which is read")
        if Path(target).exists() and not Path(target).is_file():
            continue  # a device takes as many as there are, a folder none
        other = taken.setdefault(place, name)
        if other != name:
            parser.error(f"--{other} and --{name} cannot both be written to {target}")


def _place(name: str | Path) -> object:
    """Return what tells a file from others; it may have several names."""
    try:
        found = Path(name).stat()
    except OSError:
        return os.path.realpath(name)
    return found.st_dev, found.st_ino


def _check_pages(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End the program with status 2 where a report would overwrite a page of the guide."""
    source = Path(os.path.realpath(options.source or DEFAULT_SOURCE))
    for name in REPORTS:
        target = getattr(options, name) or ""
        place = Path(os.path.realpath(target))
        is_page = place.suffix == ".rst" and place.is_relative_to(source)
        if is_page and place.exists() and not options.urls:
            parser.error(f"--{name} {target} would overwrite a page, which is read")


def check_options(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End the program with status 2 where options contradict each other."""
    for name in ("source", "urls"):
        if getattr(options, name) == "":
            parser.error(f"{name} needs the name of a place to read; an empty one was given")
    state = None if options.no_state else options.state or DEFAULT_STATE
    check_reports(parser, options, (options.urls, options.policy or DEFAULT_POLICY, state))
    _check_pages(parser, options)
    if options.urls and options.source:
        parser.error("give SOURCE or --urls, not both")
    if options.fix and options.urls:
        parser.error("--fix rewrites pages; it needs SOURCE, not --urls")
    if options.fix and options.offline:
        parser.error("--fix needs the network to be sure; leave out --offline")
    if options.archive and not options.fix:
        parser.error("--archive belongs to --fix")
    if options.changed_since == "":
        parser.error("--changed-since needs the name of a commit; an empty one was given")
    if options.scheduled and options.changed_since:
        parser.error("--scheduled forgives what is new, and --changed-since asks for it: give one")
    if options.urls and options.changed_since:
        parser.error("--changed-since compares pages; it needs SOURCE, not --urls")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the link checker; return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["merge"]:
        from tools.linkcheck.merge import main as merge

        return merge(arguments[1:])
    parser = build_parser()
    options = parser.parse_args(arguments)
    from tools.linkcheck.models import LinkCheckError

    try:
        check_options(parser, options)
        from tools.linkcheck.run import run

        return run(options)
    except LinkCheckError as error:
        return complain(error)
    except OSError as error:
        return complain_of_file(error)
    except KeyboardInterrupt:  # before or after the links are asked for: they have their own end
        print("linkcheck: stopped", file=sys.stderr)
        return STOPPED


def complain_of_file(error: OSError) -> int:
    """Say which file or folder cannot be used, and why; return the exit status."""
    if error.filename is None:  # no fault of a name that we were given
        raise error
    return complain(OSError(f"{os.fsdecode(error.filename)}: {error.strerror}"))


def complain(error: Exception) -> int:
    """Say what the user can put right, which may quote a stranger; return the exit status."""
    from tools.linkcheck.report.escape import one_line

    print(f"linkcheck: {one_line(str(error), _LONGEST)}", file=sys.stderr)
    return USAGE
