"""What only some processors can be asked."""

import pytest

from kb.engines.builtin.processor import overflows

# Without VNNI the embedder's weights have seven bits, and what is decided by a hundredth may be decided otherwise.
with_eight_bits = pytest.mark.skipif(
    overflows(), reason="this processor multiplies seven bits, and this is a near thing"
)
