"""Starts a program that ends with its parent, however that ends: `leash.py PARENT PROGRAM ARGUMENTS...`.

Linux tells a process that its parent died (PR_SET_PDEATHSIG), also after exec, so this becomes the program. Elsewhere nothing does:
there who starts a copy ends the one that is left over (litestream.py, `_end_left_over`). Run by file name, it imports nothing of
ours.
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> None:
    parent, program, *arguments = sys.argv[1:]
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == int(parent):  # else it died before we could ask
        os.execv(program, [program, *arguments])


if __name__ == "__main__":
    main()
