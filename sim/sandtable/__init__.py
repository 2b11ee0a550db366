"""Sandtable (沙盘) plays an emergency plan forward and says which of its promises it keeps."""

__version__ = "0.1.0"

__all__ = ["__version__"]
