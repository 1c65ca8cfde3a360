"""Files and folders are written whole or not at all."""

import json
import os
import signal
import subprocess
import sys

import pytest

from alliance_kg import outputs
from alliance_kg.errors import InputError, UsageError
from alliance_kg.outputs import write

# --- files


def test_a_file_is_written_whole(tmp_path):
    write(tmp_path / "x.ttl", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.ttl", b"new")]


def test_a_file_is_replaced_whole(tmp_path):
    (tmp_path / "x.ttl").write_bytes(b"older and longer")
    write(tmp_path / "x.ttl", b"new")
    assert (tmp_path / "x.ttl").read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "x.ttl").write_bytes(b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(InputError, match=r"x\.ttl: No space left on device"):
        write(tmp_path / "x.ttl", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.ttl", b"old")]


@pytest.mark.parametrize("name", ["", ".", "folder", "file/x", "nowhere/x", "x" * 300])
def test_a_path_that_cannot_be_written_is_an_error(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(InputError):
        write(tmp_path / name, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    """Never try this on a device of the machine: a write that replaces it would break others."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe, b"new")
        assert (pipe.is_fifo(), os.read(reader, 10)) == (True, b"new")
    finally:
        os.close(reader)


def test_a_crash_while_writing_leaves_the_old_file_and_nothing_else(tmp_path):
    (tmp_path / "x.nq").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), outputs.new_file(tmp_path / "x.nq") as out:
        out.write(b"half")
        raise ZeroDivisionError
    assert contents(tmp_path) == {"x.nq": b"old"}


def test_what_a_dead_process_left_is_swept(tmp_path):
    (tmp_path / f".x.nq.{dead()}.partial").write_bytes(b"half")
    (tmp_path / f".x.nq.{os.getppid()}.partial").write_bytes(b"at work")
    (tmp_path / ".x.nq.mine.partial").write_bytes(b"somebody's own")
    write(tmp_path / "x.nq", b"new")
    assert sorted(contents(tmp_path)) == [
        f".x.nq.{os.getppid()}.partial",
        ".x.nq.mine.partial",
        "x.nq",
    ]


# --- folders


def contents(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def dead():
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def fill(path, text="new"):
    with outputs.new_folder(path) as folder:
        (folder / "part").mkdir()
        (folder / "part" / "a").write_text(text, encoding="utf-8")
        outputs.mark(folder, {"export": "test"})


@pytest.mark.parametrize("existing", [False, True], ids=["new", "empty"])
def test_a_folder_is_written_whole(tmp_path, existing):
    if existing:
        (tmp_path / "out").mkdir()
    fill(tmp_path / "out")
    assert sorted(contents(tmp_path)) == ["out/export.json", "out/part/a"]


def test_an_earlier_export_is_replaced_whole(tmp_path):
    fill(tmp_path / "out", "old")
    (tmp_path / "out" / "left over").touch()
    fill(tmp_path / "out")
    assert contents(tmp_path)["out/part/a"] == b"new"
    assert sorted(contents(tmp_path)) == ["out/export.json", "out/part/a"]


def test_a_folder_of_something_else_is_refused_and_stays(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match=r"not empty and not an earlier export.*export\.json"):
        fill(tmp_path)
    assert contents(tmp_path) == {"thesis.txt": b"years of work"}


def test_a_file_in_the_way_of_a_folder_is_refused_and_stays(tmp_path):
    (tmp_path / "out").write_bytes(b"old")
    with pytest.raises(UsageError, match="here is a file"):
        fill(tmp_path / "out")
    assert contents(tmp_path) == {"out": b"old"}


def test_a_failure_leaves_the_old_folder_and_nothing_else(tmp_path):
    fill(tmp_path / "out", "old")
    before = contents(tmp_path)
    with pytest.raises(InputError, match="No space left"), outputs.new_folder(tmp_path / "out"):
        raise OSError(28, "No space left on device")
    assert contents(tmp_path) == before


def test_a_folder_below_nothing_is_an_error(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        fill(tmp_path / "nowhere" / "out")
    assert contents(tmp_path) == {}


def test_a_kill_between_the_renames_loses_nothing(tmp_path):
    fill(tmp_path / "out", "old")
    (tmp_path / "out").rename(tmp_path / ".out.old")
    half = tmp_path / f".out.{dead()}.partial"
    half.mkdir()
    (half / "a").touch()
    with pytest.raises(ZeroDivisionError), outputs.new_folder(tmp_path / "out"):
        raise ZeroDivisionError
    assert contents(tmp_path)["out/part/a"] == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


KILLED = """
import os, signal, sys
from pathlib import Path
from alliance_kg import outputs
with outputs.new_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_export_leaves_the_old_folder(tmp_path):
    fill(tmp_path / "out", "old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "out")])
    assert done.returncode == -signal.SIGKILL
    assert contents(tmp_path / "out")["part/a"] == b"old"
    fill(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_mark_is_json(tmp_path):
    fill(tmp_path / "out")
    assert json.loads((tmp_path / "out" / "export.json").read_text()) == {"export": "test"}
