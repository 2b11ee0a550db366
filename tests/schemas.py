"""The JSON Schemas of the files as committed for editors (``make documents``)."""

import json
from pathlib import Path

from sandtable.files import KINDS
from sandtable.hazards.kinds import json_schema

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schema"


def text(kind):
    """Return the JSON Schema of a kind as it is committed."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def main():
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        (FOLDER / f"{kind}.json").write_text(text(kind), encoding="utf-8")


if __name__ == "__main__":
    main()
