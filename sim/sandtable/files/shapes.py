"""What each key of a file may hold, read off the models: numbers, texts, lists, mappings, parts."""

from __future__ import annotations

import builtins
import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sandtable.files.fields import AnyQuantity, Item, Part, Quantity, Uncertain

Form = Literal["number", "text", "part", "list", "mapping", "other"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value of a file may be.

    Parameters
    ----------
    form
        A number may be marked as uncertain; the text of a cell is taken as it stands.
    dimension
        Of a number with a unit; `COUNT` for a law of plain numbers; empty = a plain number.
    is_law
        Whether the number may be a law.
    signed
        Whether the number may be below 0.
    part
        Model of a part.
    item
        What a list or a mapping holds.

    """

    form: Form
    dimension: str = ""
    is_law: bool = False
    signed: bool = False
    part: type[Part] | None = None
    item: Shape | None = None

    @property
    def table_of(self) -> type[Item] | None:
        """Model of the rows where this list may be a table."""
        part = self.item.part if self.form == "list" and self.item else None
        return part if part is not None and issubclass(part, Item) else None


OTHER = Shape("other")


@cache
def shapes_of(model: type[Part]) -> dict[str, Shape]:
    """Return what each key of a model holds, by the name that files use."""
    return {
        field.alias or name: _shape(field.annotation, tuple(field.metadata))
        for name, field in model.model_fields.items()
    }


def _shape(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:  # noqa: ANN401  any type
    arguments = typing.get_args(annotation)
    marked = _marked(metadata)
    if marked is not None:
        return marked
    match typing.get_origin(annotation):
        case typing.Annotated:
            shape = _shape(arguments[0], tuple(annotation.__metadata__))
        case typing.Union | types.UnionType:
            (one,) = (one for one in arguments if one is not type(None))
            shape = _shape(one)
        case builtins.list:
            shape = Shape("list", item=_shape(arguments[0]))
        case builtins.dict:
            shape = Shape("mapping", item=_shape(arguments[1]))
        case typing.Literal:
            shape = Shape("text")
        case _:
            shape = _plain_shape(annotation)
    return shape


def _marked(metadata: tuple[Any, ...]) -> Shape | None:
    """Return the shape of a quantity; None if nothing says that it is one."""
    for mark in metadata:
        if isinstance(mark, Quantity | Uncertain):
            is_law = isinstance(mark, Uncertain)
            return Shape("number", mark.dimension, is_law=is_law, signed=mark.signed)
        if isinstance(mark, AnyQuantity):
            return Shape("number")
    return None


def _plain_shape(annotation: Any) -> Shape:  # noqa: ANN401  the same
    if annotation is str:
        return Shape("text")
    if annotation in (int, float):
        return Shape("number")
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return Shape("part", part=annotation)
    return OTHER


def inner(shape: Shape, key: str | int) -> Shape:
    """Return what stands under a key or number of a value."""
    if shape.part is not None and isinstance(key, str):
        return shapes_of(shape.part).get(key, OTHER)
    if shape.item is not None:
        return shape.item
    return OTHER
