"""Small rasters for the tests of their readers."""

import numpy as np

from sandtable.files.rasters import Stated, read_stack

HEAD = {"ncols": 3, "nrows": 2, "xllcorner": 500_000, "yllcorner": 3_000_000, "cellsize": 100}
ROWS = "0 1 2\n3 4 5\n"
ALL = {"kind": "depth", "dimension": "distance", "unit": "m", "crs": "EPSG:4547"}
ALL |= {"nodata": -9999.0, "every_s": 900.0, "zero_s": 0.0}


def ascii_grid(folder, name="d.asc", rows=ROWS, **change):
    """Write an ESRI ASCII grid; a header of None is left out."""
    head = {key: value for key, value in (HEAD | change).items() if value is not None}
    text = "".join(f"{key} {value}\n" for key, value in head.items())
    (folder / name).write_text(text + rows, encoding="utf-8")
    return folder / name, name


def stack(*files, **change):
    """Read a stack that the user says everything about."""
    return read_stack(files, Stated(**(ALL | change)), "EPSG:4547")


def values(found):
    """Return the frames of a right stack as lists."""
    read, faults = found
    assert faults == []
    return [(time_s, np.asarray(frame).tolist()) for time_s, frame in read.frames()]


def told(found):
    """Return the keys and texts of what is wrong."""
    read, faults = found
    assert read is None
    return [(one.key, str(one)) for one in faults]
