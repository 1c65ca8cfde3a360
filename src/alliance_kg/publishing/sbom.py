"""The bill of materials: what the lock file pins, as CycloneDX 1.6 JSON.

Our own writer, because a lock file with hashes is all there is to say: names, versions,
the digests of the distributions that may be installed. Which depends on which, the lock
does not say; the composition is marked as of unknown completeness.
"""

import json
import re
import uuid
from pathlib import Path
from typing import Any

from alliance_kg.errors import InputError
from alliance_kg.release import Release
from alliance_kg.terms import BASE

_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s\\;]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def described(lock: Path, release: Release, day: str) -> bytes:
    """Return the bill of materials of a release made on a day (`2026-11-22`).

    Raises InputError for a lock that pins nothing.
    """
    text = lock.read_text(encoding="utf-8")
    entries = list(_ENTRY.finditer(text))
    if not entries:
        raise InputError(f"{lock}: pins no package; make lock writes it")
    ends = [entry.start() for entry in entries[1:]] + [len(text)]
    components = [
        _component(entry["name"], entry["version"], _HASH.findall(text[entry.start() : end]))
        for entry, end in zip(entries, ends, strict=True)
    ]
    name = f"{BASE}release/{release.version}#{release.digest}"
    main = {
        "type": "data",
        "bom-ref": "alliance-kg",
        "name": "alliance-kg",
        "version": release.version,
        "licenses": [{"license": {"id": "Apache-2.0"}}, {"license": {"id": "CC-BY-4.0"}}],
    }
    content = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}",
        "version": 1,
        "metadata": {"timestamp": f"{day}T00:00:00Z", "component": main},
        "components": components,
        "compositions": [{"aggregate": "unknown", "assemblies": ["alliance-kg"]}],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:  # Any: JSON
    url = f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{version}"
    return {
        "type": "library",
        "bom-ref": url,
        "name": name,
        "version": version,
        "purl": url,
        # Each digest is that of one distribution; an installation has one of them.
        "externalReferences": [
            {
                "type": "distribution",
                "url": url,
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
            for digest in hashes
        ],
    }
