"""The same list as others would serve it: what they need is in var/peers, put there by `make peers`."""

import os
import sys
from pathlib import Path

FOLDER = Path(os.environ.get("VAR_DIR", "var")).absolute() / "peers"
sys.path.append(str(FOLDER))  # at the end: the product's own packages come first
