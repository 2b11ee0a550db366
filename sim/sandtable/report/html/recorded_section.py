"""The table that holds a simulated event against its record: evidence first (模拟与实录对照表)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandtable.ground.language import _, language
from sandtable.report.html.recorded import RecordedRow

_ORDER = ("predicted", "calibrated", "input")


def recorded_section(rows: Sequence[RecordedRow]) -> dict[str, Any]:
    """Return the rows as they are printed, and how many of the predicted ones hold.

    Predicted rows come first: only they are evidence.

    """
    ordered = sorted(rows, key=lambda row: _ORDER.index(row.kind))
    judged = [row for row in ordered if row.kind == "predicted" and row.ok is not None]
    return {
        "compared": [_printed(row) for row in ordered],
        "judged": {"held": sum(bool(row.ok) for row in judged), "total": len(judged)},
    }


def _printed(row: RecordedRow) -> dict[str, Any]:
    kinds = {
        "predicted": (_("predicted"), _("Predicted: evidence")),
        "calibrated": (_("calibrated"), _("Calibrated: fitted to the record, no evidence")),
        "input": (_("input"), _("Input: put in, no evidence")),
    }
    verdicts = {None: "–", True: "✓ " + _("within"), False: "✗ " + _("outside")}
    word, heading = kinds[row.kind]
    return {
        "name": row.name.text(language()),
        "simulated": row.simulated,
        "interval": row.interval,
        "spread": row.spread,
        "recorded": row.recorded,
        "within": row.within,
        "kind": row.kind,
        "word": word,
        "heading": heading,
        "ok": row.ok,
        "verdict": verdicts[row.ok],
        "note": row.note.text(language()),
    }
