"""A program at a terminal of its own, which is standard input and output here: bridge.py PROGRAM ARGUMENT...

Says the program's pid and terminal on standard error, in one line, before anything else.
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

TIOCGPTN = 0x80045430  # linux/asm-generic/ioctls.h: the number of a terminal

pid, terminal = pty.fork()
if pid == 0:
    # Here, and not by who starts this: python3 may be a script of a shell, which keeps them to itself.
    os.environ.update(PS1="READY> ", PS2="MORE> ", PROMPT="READY> ", PROMPT2="MORE> ")
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 1000, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
number = struct.unpack("I", fcntl.ioctl(terminal, TIOCGPTN, b"\0" * 4))[0]
print(pid, f"pts/{number}", file=sys.stderr, flush=True)
sources = [0, terminal]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:  # the last one has closed the terminal
            data = b""
        if not data:
            sources.remove(source)
        elif source == 0:
            while data:
                data = data[os.write(terminal, data):]
        else:
            os.write(1, data)
os.waitpid(pid, 0)
