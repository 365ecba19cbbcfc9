"""terminal.py COLUMNS ROWS COMMAND...: the command at a terminal of that size; what it shows goes to standard output, what is
read on standard input is typed. Its exit status is the command's."""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

columns, rows = int(sys.argv[1]), int(sys.argv[2])
size = struct.pack('HHHH', rows, columns, 0, 0)
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, size)
    os.execvp(sys.argv[3], sys.argv[3:])
sources = [terminal, 0]
while True:
    ready, _, _ = select.select(sources, [], [])
    try:
        data = os.read(ready[0], 65536)
    except OSError:
        break  # EIO: nobody has the terminal open
    if ready[0] == terminal:
        os.write(1, data)
    elif data:
        os.write(terminal, data)
    else:
        sources.remove(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
