"""A child process that ends with its parent, however that ends."""

import ctypes
import os

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_libc = ctypes.CDLL(None)  # before any fork, in which a library may not be looked for


def end_with(parent: int, number: int) -> None:
    """The kernel sends this process the signal when `parent`, which started it, ends. It ends at once if that did."""
    _libc.prctl(_SET_DEATH_SIGNAL, number)
    if os.getppid() != parent:
        os._exit(1)
