"""``python -m sandtable``: the command line, where the command itself is not on the path."""

from sandtable.app.main import main

main()
