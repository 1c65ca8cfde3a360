"""Files and shapes of anyone, checked in a process of their own that is ended when it is late.

Nothing is known of them: they may be endless, deep, or ask for a day of work. So the
process has the time and the memory given, and reaches no network (`confined`).
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alliance_kg.errors import (
    AllianceError,
    BadParameter,
    InputError,
    LimitReached,
    OperationRefused,
    UsageError,
)
from alliance_kg.report import Severity, ValidationReport, ValidationResult

TIMEOUT_S = 60.0
MEMORY_MB = 4096
_ERRORS: Mapping[str, type[AllianceError]] = {
    "DataSyntaxError": InputError,
    "InputError": InputError,
    "OperationRefused": OperationRefused,
    "UsageError": UsageError,
}


def validate_files(
    data: Sequence[Path],
    shapes: Sequence[Path],
    *,
    engine: str = "shacl",
    timeout_s: float = TIMEOUT_S,
    memory_mb: int = MEMORY_MB,
) -> ValidationReport:
    """Check RDF files against the shapes in others; named graphs count as one.

    The formats follow from the suffixes. Raises InputError (DataSyntaxError among them, by
    its message) for a file that cannot be read or used, OperationRefused for what would
    call elsewhere, LimitReached when the time or the memory is not enough, BadParameter.
    """
    if not 0 < timeout_s <= 86_400:
        raise BadParameter(f"timeout: {timeout_s:g} is not a number of seconds up to 86400")
    if not 0 < memory_mb <= 2**24:
        raise BadParameter(f"memory: {memory_mb} is not a number of megabytes above 0")
    task = {
        "data": [str(path) for path in data],
        "shapes": [str(path) for path in shapes],
        "engine": engine,
        "memory_mb": memory_mb,
        "cpu_s": 4 * int(timeout_s) + 5,  # of all cores; ends it if this process is gone
    }
    try:
        # `-P`: modules are those of this installation, not of the current folder.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "alliance_kg.validation.confined"],
            input=json.dumps(task).encode(),
            capture_output=True,
            timeout=timeout_s,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise LimitReached(
            f"the check took longer than {timeout_s:g} s and was stopped; "
            "check fewer files, or give more with --timeout"
        ) from error
    return _report(done, memory_mb)


def _report(done: "subprocess.CompletedProcess[bytes]", memory_mb: int) -> ValidationReport:
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        # It ended without a word: killed by the system, or by itself when memory ran out.
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if done.returncode < 0 or "memory" in (words[-1:] or [""])[0].lower():
            raise LimitReached(
                f"the check needed more than {memory_mb} MB and was stopped; "
                "check fewer files, or give more with --memory"
            ) from error
        raise AllianceError(f"the check failed: {' '.join(words[-1:])}") from error
    if "error" in told:
        raise _ERRORS[told["error"]](told["message"])
    results = tuple(
        ValidationResult(**{**result, "severity": Severity(result["severity"])})
        for result in told["results"]
    )
    return ValidationReport(results, told["focus_nodes"], tuple(told["files"]))
