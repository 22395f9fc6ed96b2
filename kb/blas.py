"""How many threads numpy's BLAS starts: told in time, before numpy is loaded, and only where nobody has said it."""

from __future__ import annotations

import os

# A question's products of matrices take a millisecond, and threads that wait for the next one in a loop take a core
# each meanwhile: a search of 700 chunks took 86 ms of CPU with two, and takes 58 ms with one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
