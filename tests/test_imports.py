"""A plain `ask` loads only what it needs."""

import subprocess
import sys

import pytest

HEAVY = ("SPARQLWrapper", "asyncio", "pyshacl", "rapidfuzz", "rdflib", "rich", "ssl", "starlette")
PROGRAM = """
import sys
from alliance_kg.cli import run
code = run(sys.argv[2:])
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & set(sys.argv[1].split(","))), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "brands-sharing-a-platform"],
        ["ask", "brands-sharing-a-platform", "-p", "platform=AmpR Medium"],
        ["ask", "which brands share AmpR Medium?"],
        ["ask", "quali marche condividono AmpR Medium?"],
        ["ask", "brands-sharing-a-platform", "-f", "json"],
    ],
    ids=" ".join,
)
def test_a_cold_ask_imports_nothing_heavy(arguments):
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(HEAVY), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (result.returncode, result.stderr) == (0, "\n")


def test_importing_the_package_imports_no_other():
    program = "import sys; import alliance_kg; print('pyoxigraph' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout == "False\n"
