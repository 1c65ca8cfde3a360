"""The collector of cyclic garbage is paused within, and goes on after the last."""

import gc
from threading import Barrier, Thread

import pytest

from alliance_kg import garbage


def test_the_collector_is_paused_within_and_goes_on_after():
    assert gc.isenabled()
    with garbage.paused():
        assert not gc.isenabled()
        with garbage.paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error():
    with pytest.raises(ValueError, match="inside"), garbage.paused():
        raise ValueError("inside")
    assert gc.isenabled()


def test_who_had_it_off_finds_it_off():
    gc.disable()
    try:
        with garbage.paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_of_two_threads_the_last_lets_it_go_on():
    first_in, second_in, first_out = Barrier(2), Barrier(2), Barrier(2)
    seen = []

    def second():
        first_in.wait(10)
        with garbage.paused():
            second_in.wait(10)
            first_out.wait(10)
            seen.append(gc.isenabled())

    thread = Thread(target=second)
    thread.start()
    with garbage.paused():
        first_in.wait(10)
        second_in.wait(10)
    first_out.wait(10)
    thread.join(10)
    assert seen == [False]
    assert gc.isenabled()
