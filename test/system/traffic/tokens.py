"""
Connections that can be distinguished at both ends, whatever lies between: each carries a token of its own, which either end
prints with the client's port as it sees it.

    tokens.py serve ADDRESS PORT COUNT
    tokens.py connect|fastopen|hold ADDRESS PORT COUNT     hold: all stay open until standard input ends
"""
import resource
import selectors
import socket
import sys

TOKEN_BYTES = 8
FASTOPEN = socket.MSG_FASTOPEN


def family_of(address):
    return socket.AF_INET6 if ':' in address else socket.AF_INET


def serve(address, port, count):
    with socket.create_server((address, port), family=family_of(address), backlog=1024) as listener, selectors.DefaultSelector() as selector:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 1024)
        selector.register(listener, selectors.EVENT_READ)
        print('listening', flush=True)
        while count > 0:
            for key, _ in selector.select():
                if key.fileobj is listener:
                    selector.register(listener.accept()[0], selectors.EVENT_READ)
                elif not answer(key.fileobj):
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                    count -= 1


def answer(connection):
    token = connection.recv(TOKEN_BYTES, socket.MSG_WAITALL)
    if token:
        print(token.decode(), connection.getpeername()[1], flush=True)
        connection.sendall(token)
    return token


def connect(how, address, port, count):
    held = []
    for number in range(count):
        token = f'{how[0]}{family_of(address) % 10}{number:06}'.encode()
        connection = socket.socket(family_of(address))
        if how == 'fastopen':
            connection.sendto(token, FASTOPEN, (address, port))
        else:
            connection.connect((address, port))
            connection.sendall(token)
        assert connection.recv(TOKEN_BYTES, socket.MSG_WAITALL) == token
        print(token.decode(), connection.getsockname()[1], flush=True)
        if how == 'hold':
            held.append(connection)
        else:
            connection.close()
    if held:
        sys.stdin.read()


def main():
    how, address, port, count = sys.argv[1:]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # many are open at once
    if how == 'serve':
        serve(address, int(port), int(count))
    else:
        connect(how, address, int(port), int(count))


main()
