"""Files: what there is, what they say, and how they get into the knowledge base."""

import kb.blas  # before numpy is loaded
import kb.telemetry  # noqa: F401  first of all: OCR loads onnxruntime, which reports unless told not to in time
