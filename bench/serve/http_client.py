"""A small HTTP/1.1 client over asyncio: enough to stream server-sent events, and to leave in the middle of an answer."""
import asyncio
import json
import time
from urllib.parse import urlsplit


class Answer:
    """An answer to a streamed request: its text, its usage, and when its pieces came."""

    def __init__(self):
        self.status = 0
        self.text = ""
        self.body = ""
        self.usage = None
        self.finish = None
        self.started = time.perf_counter()
        self.first = None
        self.last = None
        self.complete = False

    def seconds_to_first(self):
        return None if self.first is None else self.first - self.started


async def post(base, path, body, leave_after=None, key=None):
    """Posts JSON and reads the answer, streamed or whole.

    leave_after: seconds after which the connection is closed without a word; None to stay.
    """
    url = urlsplit(base)
    answer = Answer()
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    try:
        data = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\nConnection: close\r\n"
        )
        if key:
            head += f"Authorization: Bearer {key}\r\n"
        writer.write(head.encode() + b"\r\n" + data)
        await writer.drain()
        reading = _read(reader, answer)
        if leave_after is None:
            await reading
        else:
            try:
                await asyncio.wait_for(reading, leave_after)
            except asyncio.TimeoutError:
                pass
    finally:
        writer.close()
    return answer


async def get(base, path):
    """Gets a page as text."""
    url = urlsplit(base)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {url.netloc}\r\nConnection: close\r\n\r\n".encode())
    answer = Answer()
    await _read(reader, answer)
    writer.close()
    return answer


async def _read(reader, answer):
    status = (await reader.readline()).decode()
    answer.status = int(status.split()[1]) if status else 0
    headers = {}
    while True:
        line = (await reader.readline()).decode().strip()
        if not line:
            break
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip().lower()
    streamed = "text/event-stream" in headers.get("content-type", "")
    pending = b""
    async for piece in _body(reader, headers):
        if not streamed:
            answer.body += piece.decode("utf-8", "replace")
            continue
        pending += piece
        while b"\n" in pending:
            line, pending = pending.split(b"\n", 1)
            _event(line.decode("utf-8", "replace").strip(), answer)
    if not streamed:
        answer.complete = True


def _event(line, answer):
    if not line.startswith("data:"):
        return
    data = line[5:].strip()
    if data == "[DONE]":
        answer.complete = True
        return
    event = json.loads(data)
    if event.get("usage"):
        answer.usage = event["usage"]
    for choice in event.get("choices", []):
        piece = choice.get("text")
        if piece is None:
            piece = (choice.get("delta") or {}).get("content")
        if piece:
            answer.last = time.perf_counter()
            if answer.first is None:
                answer.first = answer.last
            answer.text += piece
        if choice.get("finish_reason"):
            answer.finish = choice["finish_reason"]


async def _body(reader, headers):
    if headers.get("transfer-encoding") == "chunked":
        while True:
            size = int((await reader.readline()).split(b";")[0] or b"0", 16)
            if size == 0:
                return
            yield await reader.readexactly(size)
            await reader.readline()
    elif "content-length" in headers:
        yield await reader.readexactly(int(headers["content-length"]))
    else:
        while piece := await reader.read(65536):
            yield piece
