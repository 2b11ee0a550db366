"""Small XML files as trees whose elements know their lines; nothing in them is expanded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from sandtable.files.raw import read_bytes
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _


@dataclass(slots=True)
class Element:
    """An element: its name without the namespace, its line, its text and what is in it."""

    name: str
    namespace: str
    line: int
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        """Yield the elements of a name that stand directly in it."""
        return (one for one in self.inside if one.name == name)

    def first(self, name: str) -> Element | None:
        """Return the first of them; None = there is none."""
        return next(self.all(name), None)

    def said(self, name: str) -> str:
        """Return the text of the first of them; empty = there is none."""
        one = self.first(name)
        return "" if one is None else one.text


class _Refused(ValueError):
    """A declaration of a document type."""


def read_xml(path: Path, name: str) -> Element:
    """Return the root of an XML file.

    Raises
    ------
    UserFaults
        If it cannot be read, is no XML, or declares a document type: entities of its own could
        make a small file fill the memory, or read other files.

    """
    raw = read_bytes(path, name, smaller=_("Leave corners out."))
    parser = expat.ParserCreate(namespace_separator=" ")
    open_: list[Element] = [Element("", "", 0)]

    def start(tag: str, _attributes: dict[str, str]) -> None:
        namespace, _space, plain = tag.rpartition(" ")
        element = Element(plain, namespace, parser.CurrentLineNumber)
        open_[-1].inside.append(element)
        open_.append(element)

    def end(_tag: str) -> None:
        element = open_.pop()
        element.text = element.text.strip()

    def data(text: str) -> None:
        open_[-1].text += text

    def doctype(*_about: object) -> None:
        raise _Refused

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = data, doctype
    try:
        parser.Parse(raw, True)  # noqa: FBT003  expat takes no name for it
    except _Refused:
        raise UserFaults([_doctype(name, parser.CurrentLineNumber)]) from None
    except expat.ExpatError as error:
        raise UserFaults([_no_xml(name, error)]) from None
    except (LookupError, ValueError):  # an encoding that nobody knows
        raise UserFaults([_no_xml(name, None)]) from None
    return open_[0].inside[0]


def _doctype(name: str, line: int) -> Fault:
    expected = _("an XML file without one")
    repair = _("Take the line out; no such file needs it.")
    return fault_at(Mark(name, line=line), "DOCTYPE", _("a DTD"), expected, repair, "doctype")


def _no_xml(name: str, error: expat.ExpatError | None) -> Fault:
    shown = _("an unknown encoding")
    line = 1
    if error is not None:
        shown, line = expat.ErrorString(error.code), error.lineno
    repair = _("Get the file again from where it was issued.")
    return fault_at(Mark(name, line=line), "", shown, _("XML"), repair, "xml")
