"""Uploads begun and not ended on many connections, and other callers: bench/connections.py URL IMAGE [CONNECTIONS].

CONNECTIONS, 9,999 unless said, leave one of the 10,000 that mlnet-labels serve takes; then come the last that is taken and one
too many. Needs as many open files as there are connections and some (ulimit -n) here and at the server.
"""

import collections
import json
import resource
import select
import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

url, image = sys.argv[1], open(sys.argv[2], "rb").read()
count = int(sys.argv[3]) if len(sys.argv) > 3 else 9999
place = urllib.parse.urlparse(url)
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
head = (
    f"POST {place.path} HTTP/1.1\r\nHost: {place.hostname}\r\nContent-Type: image/jpeg\r\n"
    f"Content-Length: {len(image)}\r\n\r\n"
).encode()


def ask():
    """Status, and why where it is not 200, with the seconds that it took."""
    start = time.time()
    request = urllib.request.Request(url, image, {"Content-Type": "image/jpeg"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = str(answer.status)
    except urllib.error.HTTPError as error:
        said = f"{error.code}, {json.load(error).get('detail')}, again after {error.headers['Retry-After']} s,"
    return f"{said} after {time.time() - start:.2f} s"


start = time.time()
# At 240 bytes a second, the least that is taken, enough for half a minute.
first = head + image[: min(8192, len(image) // 2)]
begun = []


def begin():
    begun.append(socket.create_connection((place.hostname, place.port)))
    begun[-1].sendall(first)


def still_open():
    """How many of those begun the server has neither answered nor closed."""
    poll = select.poll()
    for connection in begun:
        poll.register(connection, select.POLLIN)
    return len(begun) - len(poll.poll(0))


for _ in range(count):
    begin()
print(f"{count} uploads begun in {time.time() - start:.1f} s; another caller: {ask()}")
# It stays open, so that the next is one too many.
begin()
print(f"with {still_open()} open, one too many: {ask()}")
begun.pop().close()
time.sleep(1)
print(f"with {still_open()} open again: {ask()}")
answers = collections.Counter()
for connection in begun:
    try:
        connection.sendall(image[len(first) - len(head) :])
        answers[connection.recv(200).split(b"\r\n")[0].decode() or "closed"] += 1
    except OSError as error:
        answers[type(error).__name__] += 1
print("ended at last:", dict(answers))
