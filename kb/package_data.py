"""Files of installed packages that are wanted for their data alone: the package is found without being imported."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def find_package_file(package: str, name: str) -> Path | None:
    """Where the package keeps the file of that name, relative to it; None where it is not installed, or has none."""
    spec = importlib.util.find_spec(package)
    files = [Path(place) / name for place in (spec.submodule_search_locations or ())] if spec else []
    return next((file for file in files if file.is_file()), None)
