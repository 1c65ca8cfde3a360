"""What tests share: the release, the reader's text, the command line."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import endpoints
from alliance_kg import KnowledgeGraph
from alliance_kg.bundle import Bundle


class Result(NamedTuple):
    """What a run of the command line left behind."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def bundle():
    """The files of the release."""
    return Bundle.open()


@pytest.fixture(scope="session")
def graph():
    """The release in memory; tests read it and leave it as it is."""
    return KnowledgeGraph.open()


@pytest.fixture(scope="session")
def article_text():
    """The text of the article, which readers must bring themselves."""
    folder = os.environ.get("ALLIANCE_KG_SOURCES")
    if not folder:
        pytest.skip("needs the article's text: ALLIANCE_KG_SOURCES is not set")
    return (Path(folder) / "article.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def environment():
    """The environment without what changes the command line's answers."""
    kept = {name: value for name, value in os.environ.items() if "ALLIANCE_KG" not in name}
    return kept | {"LC_ALL": "C.UTF-8", "NO_PROXY": "*"}


@pytest.fixture(scope="session")
def run(environment):
    """Run the command line in a process of its own."""

    def call(*arguments, stdin="", env=None, cwd=None, timeout=60):
        done = subprocess.run(
            [sys.executable, "-m", "alliance_kg", *arguments],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            env=environment | (env or {}),
            cwd=cwd,
            timeout=timeout,
        )
        return Result(
            done.returncode,
            done.stdout.decode("utf-8"),
            done.stderr.decode("utf-8"),
        )

    return call


@pytest.fixture(scope="module", params=sorted(endpoints.SERVERS))
def server(request, tmp_path_factory):
    """Each of the servers that this machine can run, empty, restartable.

    This process has the password that it asks for; children are given `server.credentials`.
    """
    reason = endpoints.missing(request.param)
    if reason:
        pytest.skip(reason)
    found = endpoints.SERVERS[request.param](tmp_path_factory.mktemp(request.param))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in found.credentials.items():
            patch.setenv(name, value)
        found.start()
        yield found
        found.kill()


@pytest.fixture
def copy(bundle, tmp_path):
    """Give a copy of the release that a test may break."""
    for path in bundle.files:
        target = tmp_path / "release" / bundle.label(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path / "release"


@pytest.fixture(autouse=True, scope="session")
def _interruptible():
    """Let children be interrupted: a test run started in the background ignores SIGINT,
    and what is ignored is inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
