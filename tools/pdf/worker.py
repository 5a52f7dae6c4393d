"""Compile Typst sources in a process of its own, run by `tools.pdf.press`.

Typst keeps what it laid out for the next compilations; when the process ends, so does that
memory. Each line of standard input is a job in JSON, each line of standard output its answer.
This file imports nothing of the project, so that it starts in a few milliseconds.
"""

from __future__ import annotations

import json
import os
import sys

import typst


def main(folder: str, font_folders: list[str], standards: list[typst.PDFStandard]) -> None:
    """Answer jobs until the input ends.

    A job is ``{"input", "output", "timestamp"}``; its answer is ``{"report"}``, what Typst said
    of a wrong source, or "" where the output was written.
    """
    fonts = typst.Fonts(include_system_fonts=False, font_paths=font_folders)
    compiler = typst.Compiler(root=folder, font_paths=fonts)
    for line in sys.stdin:
        job = json.loads(line)
        report = ""
        try:
            compiler.compile(**job, format="pdf", pdf_standards=standards)
        except typst.TypstError as error:
            report = error.diagnostic or error.message
        print(json.dumps({"report": report}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(","), sys.argv[3].split(","))  # type: ignore[arg-type]
    os._exit(0)  # all is written; to give the memory back piece by piece would take time
