"""Triple stores to measure ours against: started, filled by their own bulk loaders, asked.

Virtuoso 7 and Apache Jena (Fuseki over TDB2) are what `.ci/servers` installs; Oxigraph is
its command, from PyPI. Each works in a folder of its own, on ports of this machine alone.
"""

# ruff: noqa: S310 (all addresses are on this machine)

import importlib
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

GRAPH = "https://w3id.org/alliance-kg/graph/alliances"
ROWS = "application/sparql-results+json"
_TICKS = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """What a piece of work took: seconds, seconds of processors, and the most memory in MiB."""

    wall: float
    processor: float
    peak_mib: float


class Missing(Exception):
    """A peer cannot run here; the message says what it lacks."""


def run(command: list[str], folder: Path) -> Spent:
    """Run a command to its end. Raises RuntimeError with what it said when it fails."""
    start = perf_counter()
    with (folder / "output.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = perf_counter() - start
        if process.returncode:
            log.seek(0)
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}\n{log.read()}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def processor_s(pid: int) -> float:
    """Return the processor time that a process and its threads have taken, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_mib(pid: int) -> float:
    """Return the most memory that a process has had, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"{pid}: no VmHWM")


def size_mib(folder: Path) -> float:
    """Return what the files below a folder take on disk, in MiB."""
    return sum(path.stat().st_blocks for path in folder.rglob("*") if path.is_file()) * 512 / 2**20


def oxigraph() -> str:
    """Return the command of PyPI's `oxigraph`. Raises Missing."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if found is None:
        raise Missing("no command oxigraph; make .venv/.bench installs it")
    return found


class Server:
    """A peer that listens: `load` fills it, `select` asks it.

    `limit_s` is how long it may work at a query; it then answers with an error.
    """

    name = ""

    def __init__(self, folder: Path, limit_s: float = 0) -> None:
        self.folder, self.limit_s, self.port = folder, limit_s, _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def load(self, files: list[Path]) -> Spent:
        """Fill the store with N-Triples files by its bulk loader; all is on disk then."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        endpoints().wait_for(f"http://127.0.0.1:{self.port}", self._process, 120)

    def stop(self) -> None:
        """Kill the server, whatever it works at; what was loaded stays."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def pid(self) -> int:
        """The process of the server."""
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running")
        return self._process.pid

    def select(self, query: str) -> bytes:
        """Return the results of a SELECT as SPARQL 1.1 JSON.

        Raises TimeoutError when the server stopped it, or was stopped and started again
        because it did not, RuntimeError when it refused it.
        """
        fields = urllib.parse.urlencode({"query": query, **self._fields()}).encode()
        request = urllib.request.Request(self._address(), fields, {"Accept": ROWS})
        try:
            limit_s = self.limit_s + 1 if self.limit_s else None
            with urllib.request.urlopen(request, timeout=limit_s) as response:
                if response.headers.get("X-SQL-State"):
                    raise TimeoutError(response.headers.get("X-SQL-Message"))
                content: bytes = response.read()
                return content
        except urllib.error.HTTPError as error:
            told = error.read().decode(errors="replace").strip()
            if error.code in (503, 408) or "S1T00" in told or "timeout" in told.lower():
                raise TimeoutError(told) from error
            raise RuntimeError(f"{self.name}: {error.code} {told[:300]}") from error
        except TimeoutError:
            self.stop()
            self.start()
            raise

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _address(self) -> str:
        raise NotImplementedError

    def _fields(self) -> dict[str, str]:
        return {}


class Fuseki(Server):
    """Apache Jena Fuseki over TDB2, filled by `tdb2.tdbloader`; all in its default graph."""

    name = "Fuseki"

    def load(self, files: list[Path]) -> Spent:
        """Fill it, without a server."""
        loader = ["java", "-cp", _jar(), "tdb2.tdbloader", "--loc", str(self.folder / "data")]
        return run([*loader, *map(str, files)], self.folder)

    def _command(self) -> list[str]:
        limit = [f"--timeout={round(self.limit_s * 1000)}"] if self.limit_s else []
        return ["java", "-Xmx4g", "-jar", _jar(), "--localhost", "--port", str(self.port),
                *limit, "--tdb2", "--loc", str(self.folder / "data"), "/ds"]  # fmt: skip

    def _address(self) -> str:
        return f"http://127.0.0.1:{self.port}/ds/query"


class Virtuoso(Server):
    """OpenLink Virtuoso 7, filled by `ld_dir` and `rdf_loader_run`; all in one named graph.

    Its buffers are those that its own configuration file advises for a machine of 4 GB.
    """

    name = "Virtuoso"

    def __init__(self, folder: Path, limit_s: float = 0) -> None:
        super().__init__(folder, limit_s)
        if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
            raise Missing("virtuoso-t is not installed; see .ci/servers")
        self._sql = _free_port()
        ini = endpoints().virtuoso_ini(
            self._sql, self.port, database=_REMAP, parameters=_LARGE, cost=4000,
            limit_s=round(limit_s) or 36000,
        )  # fmt: skip
        (folder / "virtuoso.ini").write_text(ini, encoding="ascii")

    def load(self, files: list[Path]) -> Spent:
        """Fill it; the server is started for that and ended."""
        waiting = self.folder / "waiting"
        waiting.mkdir(exist_ok=True)
        for file in files:
            (waiting / file.name).unlink(missing_ok=True)
            os.link(file, waiting / file.name)
        self.start()
        try:
            self._isql(f"ld_dir('{waiting}', '*.nt', '{GRAPH}');")
            before, start = processor_s(self.pid), perf_counter()
            self._isql("rdf_loader_run(); checkpoint;")
            wall, after = perf_counter() - start, processor_s(self.pid)
            faults = self._isql("SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS"
                                " NOT NULL OR ll_state <> 2;")  # fmt: skip
            if ".nt" in faults:
                raise RuntimeError(f"Virtuoso did not load all: {faults}")
            return Spent(wall, after - before, peak_mib(self.pid))
        finally:  # what is loaded is in a checkpoint
            self.stop()
            shutil.rmtree(waiting)

    def _isql(self, text: str) -> str:
        command = ["isql-vt", f"127.0.0.1:{self._sql}", "dba", "dba", "VERBOSE=OFF",
                   f"exec={text}"]  # fmt: skip
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode or "Error" in done.stderr:
            raise RuntimeError(f"isql: {text}: {done.stderr or done.stdout}")
        return done.stdout

    def _command(self) -> list[str]:
        return ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"]

    def _address(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"

    def _fields(self) -> dict[str, str]:
        return {"default-graph-uri": GRAPH}


def _jar() -> str:
    jar = os.environ.get("ALLIANCE_KG_FUSEKI")
    if not jar:
        raise Missing("ALLIANCE_KG_FUSEKI does not name the jar; see .ci/servers")
    return jar


def endpoints() -> Any:  # Any: a module of the tests, which have no types
    """Return what the tests start servers with."""
    tests = str(Path(__file__).parent.parent / "tests")
    if tests not in sys.path:
        sys.path.append(tests)
    return importlib.import_module("endpoints")


def _free_port() -> int:
    return int(endpoints().free_port())


# As Virtuoso's own file advises for a machine of 4 GB.
_REMAP = "MaxCheckpointRemap=80000"
_LARGE = """CheckpointInterval=600
DirsAllowed=.,waiting,/
NumberOfBuffers=340000
MaxDirtyBuffers=250000
ThreadsPerQuery=2
AsyncQueueMaxThreads=4"""
