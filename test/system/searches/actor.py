"""A process of a given name that does what it reads on standard input, a line each, and answers "done".

listen ADDRESS PORT         takes connections and reads them to their end
answer ADDRESS PORT         takes connections, to send on
open ADDRESSES PORTS COUNT  so many to each of ADDRESSES (a comma list) and PORTS (5432 or 7100-7119), all at once; done when each has an outcome
send BYTES                  on each that is open
close                       all that are open
"""
import errno
import select
import socket
import sys
import threading

open_sockets = []
listeners = []


def serve(listener):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=drain, args=(connection,), daemon=True).start()


def drain(connection):
    while connection.recv(1 << 20):
        pass
    connection.close()


def listen(address, port):
    family = socket.AF_INET6 if ':' in address else socket.AF_INET
    listener = socket.create_server((address, int(port)), family=family, backlog=128)
    listeners.append(listener)
    threading.Thread(target=serve, args=(listener,), daemon=True).start()


def answer(address, port):
    listener = socket.create_server((address, int(port)), backlog=128)
    listeners.append(listener)
    threading.Thread(target=take, args=(listener,), daemon=True).start()


def take(listener):
    while True:
        open_sockets.append(listener.accept()[0])


def ports_of(text):
    first, _, last = text.partition('-')
    return range(int(first), int(last or first) + 1)


def open_all(addresses, ports, count):
    waiting = {}
    for address, port in [(address, port) for address in addresses.split(',') for port in ports_of(ports) for _ in range(int(count))]:
        one = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
        one.setblocking(False)
        if one.connect_ex((address, port)) == errno.EINPROGRESS:
            waiting[one.fileno()] = one
    poller = select.poll()
    for number in waiting:
        poller.register(number, select.POLLOUT)
    while waiting:
        for number, _ in poller.poll(60000):
            one = waiting.pop(number)
            poller.unregister(number)
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                one.setblocking(True)
                open_sockets.append(one)
            else:
                one.close()


def send(count):
    for one in open_sockets:
        one.sendall(b'x' * int(count))


def close():
    while open_sockets:
        open_sockets.pop().close()


with open('/proc/self/comm', 'w') as comm:
    comm.write(sys.argv[1])
for line in sys.stdin:
    verb, *arguments = line.split()
    {'listen': listen, 'answer': answer, 'open': open_all, 'send': send, 'close': close}[verb](*arguments)
    print('done', flush=True)
