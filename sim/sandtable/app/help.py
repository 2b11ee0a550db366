"""Help pages in the language in force, plain and within the width of the terminal.

Typer's own pages have fixed English words in them, so that they cannot be translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from sandtable.app.screen import Console, console, show
from sandtable.app.wording import later, translated
from sandtable.ground.language import _

WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal is."""

_OF_TYPER = (
    later("Show this message and exit."),
    later("Install completion for the current shell."),
    later("Show completion for the current shell, to copy it or customize the installation."),
)
"""Texts that Typer brings along: written here so that they get into the catalogue."""


class Command(TyperCommand):
    """A command with a help page of ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  Typer's own types
        """Print usage, arguments and options."""
        del formatter
        _page(self, ctx, ())


class Group(TyperGroup):
    """The command line as a whole with a help page of ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  the same
        """Print usage, the commands and the options that stand before a command."""
        del formatter
        commands = (self.get_command(ctx, name) for name in self.list_commands(ctx))
        _page(self, ctx, [(one.name or "", translated(one.help)) for one in commands if one])


def _page(command: Any, ctx: Any, commands: Sequence[tuple[str, str]]) -> None:  # noqa: ANN401
    page = console()
    page.width = min(page.width, WIDEST)
    parameters = [one for one in command.get_params(ctx) if not getattr(one, "hidden", False)]
    arguments = [one for one in parameters if isinstance(one, TyperArgument)]
    options = [one for one in parameters if isinstance(one, TyperOption)]
    usage = " ".join([ctx.command_path, *_pieces(arguments, commands=bool(commands))])
    page.print(_("Usage: {usage}").format(usage=escape(usage)), style="bold", soft_wrap=True)
    page.print(f"\n{escape(translated(command.help))}")
    if command.epilog:
        page.print(f"\n{escape(translated(command.epilog))}")
    _list(page, _("Commands"), commands)
    _list(page, _("Arguments"), [(_name(one), _explained(one)) for one in arguments])
    _list(page, _("Options"), [(_option(one), _explained(one)) for one in options])


def _list(page: Console, head: str, rows: Iterable[tuple[str, str]]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in rows:
        table.add_row(f"  [cyan]{escape(name)}[/cyan]", escape(text))
    if table.row_count:
        page.print(f"\n[bold]{head}[/bold]")
        show(table, page)


def _pieces(arguments: Iterable[Any], *, commands: bool) -> list[str]:
    named = [f"[{name}]" if not one.required else name for one in arguments if (name := _name(one))]
    return [_("COMMAND"), _("[OPTIONS]")] if commands else [*named, _("[OPTIONS]")]


def _name(argument: Any) -> str:  # noqa: ANN401
    name = str(argument.metavar or argument.name).upper()
    return f"{name}..." if argument.nargs != 1 and not name.endswith("...") else name


def _option(option: Any) -> str:  # noqa: ANN401
    return " ".join(filter(None, (", ".join(option.opts), option.metavar)))


def _explained(parameter: Any) -> str:  # noqa: ANN401
    text = translated(parameter.help)
    default = parameter.default
    if isinstance(default, bool) or not default or callable(default):
        return text
    return _("{text} Default: {value}.").format(text=text, value=default)
