"""The table of growth, worst first: `.venv/bin/python -m tests.growth [PART OF A FUNCTION'S NAME]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from growth.functions import FUNCTIONS
from growth.inputs import INPUTS
from growth.measuring import Growth, measured

SIZES = (1_000, 10_000, 100_000)
LIMIT = 10.0
SHOWN = 1.1


def main(part: str) -> None:
    found: list[Growth] = []
    for function in FUNCTIONS:
        if part in function:
            found += [measured(function, kind, SIZES, LIMIT) for kind in INPUTS]
            print(function, file=sys.stderr, flush=True)
    found.sort(key=lambda growth: -growth.exponent)
    print("| function | text | letters | seconds | exponent |\n|---|---|---|---|---|")
    for growth in found:
        if growth.exponent >= SHOWN or growth.seconds[-1] > 1:
            seconds = ", ".join(f"{each:.3f}" for each in growth.seconds)
            print(f"| {growth.function} | {growth.kind} | {growth.sizes[-1]:,} | {seconds} | {growth.exponent:.2f} |")
    print(f"\n{len(found)} pairs; {sum(growth.exponent > 1.2 for growth in found)} grow faster than n^1.2.")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
