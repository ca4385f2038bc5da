"""Uploads begun and not ended on many connections, and another caller: bench/connections.py URL IMAGE [CONNECTIONS].

Needs as many open files (ulimit -n), here and at the server (mlnet-labels serve).
"""

import collections
import socket
import sys
import time
import urllib.parse
import urllib.request

url, image = sys.argv[1], open(sys.argv[2], "rb").read()
count = int(sys.argv[3]) if len(sys.argv) > 3 else 9900
place = urllib.parse.urlparse(url)
head = (
    f"POST {place.path} HTTP/1.1\r\nHost: {place.hostname}\r\nContent-Type: image/jpeg\r\n"
    f"Content-Length: {len(image)}\r\n\r\n"
).encode()
begun = []
for _ in range(count):
    begun.append(socket.create_connection((place.hostname, place.port)))
    begun[-1].sendall(head + image[:64])
start = time.time()
request = urllib.request.Request(url, image, {"Content-Type": "image/jpeg"})
status = urllib.request.urlopen(request, timeout=60).status
print(f"{count} uploads begun; another caller: {status} after {time.time() - start:.2f} s")
answers = collections.Counter()
for connection in begun:
    try:
        connection.sendall(image[64:])
        answers[connection.recv(200).split(b"\r\n")[0].decode()] += 1
    except OSError as error:
        answers[type(error).__name__] += 1
print("ended at last:", dict(answers))
