"""Imported by a warm process, it kills what that forks before it has said a word."""

import os
import signal

os.setsid = lambda: os.kill(os.getpid(), signal.SIGKILL)
