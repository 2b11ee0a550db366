"""The Chinese catalogue: extract the texts of the package, merge, compile (``make catalogue``)."""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "sim" / "sandtable"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "sandtable.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": None, "later": None}
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
"""What holds texts: the sources, and the templates of the report."""


def extracted():
    """Return every message id in the sources, sorted."""
    found = extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS)
    return sorted({message for _file, _line, message, _comments, _context in found})


def translations():
    """Return the translations of the committed catalogue, by message id."""
    with PO.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def merged(known):
    """Return a catalogue of exactly the messages of the sources, translated where known."""
    fixed = datetime(2026, 1, 1, tzinfo=UTC)  # so that only a text moves the bytes
    catalogue = Catalog(
        locale="zh",
        project="sandtable",
        version="1",
        charset="utf-8",
        creation_date=fixed,
        revision_date=fixed,
        header_comment="# Chinese texts of Sandtable. Edit msgstr, then run: make catalogue",
        fuzzy=False,
    )
    for message in extracted():
        catalogue.add(message, known.get(message, ""))
    return catalogue


def po_bytes(catalogue):
    """Return a catalogue as the text that people edit."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, no_location=True, sort_output=True)
    return file.getvalue()


def mo_bytes(catalogue):
    """Return a catalogue as gettext reads it."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main():
    """Bring both files up to date and tell what is not yet translated."""
    catalogue = merged(translations() if PO.exists() else {})
    PO.write_bytes(po_bytes(catalogue))
    MO.write_bytes(mo_bytes(catalogue))
    missing = [message.id for message in catalogue if message.id and not message.string]
    for message in missing:
        print(f"not translated: {message}")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
