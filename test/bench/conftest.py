"""The peers' own environment, which no lock of ours holds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT, HERE = Path(__file__).parents[2], Path(__file__).parent
PEERS = ROOT / ".tools" / "bench"


@pytest.fixture(scope="session")
def peers() -> None:
    """Made once for each state of `requirements.txt`."""
    wanted = HERE / "requirements.txt"
    installed = PEERS / wanted.name
    if installed.exists() and installed.read_bytes() == wanted.read_bytes():
        return
    uv = os.environ.get("UV") or shutil.which("uv") or ".tools/bin/uv"
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(PEERS)], check=True, cwd=ROOT)
    install = [uv, "pip", "install", "--quiet", "--python", str(PEERS / "bin" / "python"), "-r", str(wanted)]
    subprocess.run(install, check=True, cwd=ROOT)
    shutil.copy(wanted, installed)
