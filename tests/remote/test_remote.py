#!/usr/bin/env python3
"""The callback RemoteMonitor, against a real server: one that answers, one that does not, and none. Speaks TAP."""

import contextlib
import http.server
import json
import socket
import tempfile
import threading
import time
import urllib.parse

from program import gradwalk
from tap import need
import tap

NO_PROXY = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
EPOCHS = 4
GRAPH = """<graph>
  <input name="x" value="0"/><input name="t" value="0"/><param name="w" value="0.5"/>
  <output name="J">(w x - t)^2</output>
  <data split="0.5"><row x="1" t="1"/><row x="2" t="3"/></data>
  <train lr="0.1" epochs="4" schedule="exponential" k="0.1"/>
</graph>"""
DIVERGES = GRAPH.replace('lr="0.1"', 'lr="1e300"')


class Requests(http.server.BaseHTTPRequestHandler):
    """Notes every request in the server's list, and answers with the server's status."""

    def do_POST(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, self.headers, body.decode("ascii")))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b"so much for that\n")

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


@contextlib.contextmanager
def server(status=200):
    """A server that answers, as (its address, the requests that it gets)."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Requests) as listening:
        listening.requests, listening.status = [], status
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}", listening.requests
        finally:
            listening.shutdown()
            thread.join()


@contextlib.contextmanager
def silence():
    """A server that takes what it is sent and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", listening


def connections(listening):
    """How many came to a server that took none of them."""
    listening.setblocking(False)
    count = 0
    try:
        while True:
            listening.accept()[0].close()
            count += 1
    except BlockingIOError:
        return count


def nobody():
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


@tap.in_folder
def train(folder, callback, graph=GRAPH):
    """Train; what the program said, and what each epoch logged by its history."""
    (folder / "graph.xml").write_text(graph, encoding="utf-8")
    result = gradwalk("train", "graph.xml", "--history", "history.jsonl", "--callback", f"RemoteMonitor:{callback}",
                      folder=folder, environment=NO_PROXY)
    history = folder / "history.jsonl"
    lines = history.read_text(encoding="utf-8").splitlines() if history.exists() else []
    return result, [json.loads(line) for line in lines]


def warnings(result):
    return [line for line in result.stderr.splitlines() if "RemoteMonitor" in line]


# ---- a server that answers ----

def forms_have_every_epoch():
    with server() as (root, requests):
        result, history = train(f"root={root}")
    problems = need(result.returncode == 0 and not warnings(result), result.stderr)
    problems += need([path for path, _, _ in requests] == ["/publish/epoch/end/"] * EPOCHS, f"{requests}")
    kinds = {headers["Content-Type"] for _, headers, _ in requests}
    problems += need(kinds == {"application/x-www-form-urlencoded"}, f"{kinds}")
    forms = [urllib.parse.parse_qs(body, strict_parsing=True) for _, _, body in requests]
    sent = [json.loads(form["data"][0]) for form in forms]
    problems += need(sent == history and len(history) == EPOCHS, f"{sent}, not {history}")
    keys = {tuple(line) for line in sent}
    return problems + need(keys == {("epoch", "learning_rate", "loss", "val_loss")}, f"{keys}")


def json_is_the_body():
    with server() as (root, requests):
        result, history = train(f"root={root},send_as_json")
    kinds = {headers["Content-Type"] for _, headers, _ in requests}
    bodies = [body for _, _, body in requests]
    return (need(result.returncode == 0 and not warnings(result), result.stderr) +
            need(kinds == {"application/json"}, f"{kinds}") +
            need([json.loads(body) for body in bodies] == history and len(history) == EPOCHS, f"{bodies}") +
            need(all(body.startswith(f'{{"epoch": {epoch}, ') for epoch, body in enumerate(bodies)), f"{bodies}"))


def path_field_and_headers_are_ours():
    with server() as (root, requests):
        result, _ = train(f"root={root},path=/a/b?c=d,field=logs&more,headers=X-One: 1\\, 2|X-Two: three")
    problems = need(result.returncode == 0 and len(requests) == EPOCHS, f"{result.stderr} {requests}")
    for path, headers, body in requests:
        problems += need(path == "/a/b?c=d", path)
        problems += need((headers["X-One"], headers["X-Two"]) == ("1, 2", "three"), f"{headers}")
        problems += need(list(urllib.parse.parse_qs(body)) == ["logs&more"], body)
    return problems


def what_is_no_number_is_null():
    with server() as (root, requests):
        train(f"root={root},send_as_json", DIVERGES)
    bodies = [body for _, _, body in requests]
    last = json.loads(bodies[-1])
    return need(None in last.values() and "NaN" not in bodies[-1] and "nan" not in bodies[-1], f"{bodies}")


def the_status_is_ignored():
    with server(status=500) as (root, requests):
        result, history = train(f"root={root}")
    return need(result.returncode == 0 and not warnings(result) and len(requests) == len(history) == EPOCHS, result.stderr)


# ---- one that does not ----

def training_goes_on_without_a_server():
    root = nobody()
    result, history = train(f"root={root}")
    said = warnings(result)
    return (need(result.returncode == 0 and len(history) == EPOCHS, f"{result.stderr} {history}") +
            need(len(said) == 1 and f"{root}/publish/epoch/end/" in said[0] and "training goes on" in said[0], f"{said}"))


def training_waits_two_seconds_for_a_silent_one():
    """And not again in each of forty epochs."""
    with silence() as (root, listening):
        before = time.monotonic()
        result, history = train(f"root={root}", GRAPH.replace('epochs="4"', 'epochs="40"'))
        passed = time.monotonic() - before
        attempts = connections(listening)
    said = warnings(result)
    return (need(result.returncode == 0 and len(history) == 40, f"{result.stderr} {history}") +
            need(passed >= 2 and attempts == 1, f"{passed} s, {attempts} attempts") +
            need(len(said) == 1 and "no answer within 2 s" in said[0], f"{said}"))


def nothing_but_http_is_spoken():
    with tempfile.NamedTemporaryFile() as file:
        result, _ = train(f"root=file://{file.name},path=")
    return need(len(warnings(result)) == 1 and "training goes on" in result.stderr, result.stderr)


def wrong_headers_are_refused():
    problems = []
    for header, message in (("X: a\r\nY: b", "control"), ("X: a\x7f", "control"), ("nothing", 'not "nothing"')):
        result, history = train(f"headers={header}")
        problems += need(result.returncode and message in result.stderr and not history, f"{header!r}: {result.stderr}")
    return problems


# ---- the library ----

@tap.in_folder
def it_is_loaded_when_it_is_asked_for(folder):
    """With files in its place that are no libraries: nothing but the callback needs it, and the callback says so."""
    for name in ("libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib", "libcurl.so"):
        (folder / name).write_bytes(b"")
    (folder / "graph.xml").write_text(GRAPH, encoding="utf-8")
    missing = {"LD_LIBRARY_PATH": str(folder), "DYLD_LIBRARY_PATH": str(folder)}
    plain = gradwalk("train", "graph.xml", folder=folder, environment=missing)
    asked = gradwalk("train", "graph.xml", "--callback", f"RemoteMonitor:root={nobody()}", folder=folder,
                     environment={**missing, **NO_PROXY})
    return (need(plain.returncode == 0, plain.stderr) + need(asked.returncode, asked.stdout) +
            need("RemoteMonitor needs the library libcurl, and it cannot be loaded" in asked.stderr, asked.stderr))


TESTS = [forms_have_every_epoch, json_is_the_body, path_field_and_headers_are_ours, what_is_no_number_is_null,
         the_status_is_ignored, training_goes_on_without_a_server, training_waits_two_seconds_for_a_silent_one,
         nothing_but_http_is_spoken, wrong_headers_are_refused, it_is_loaded_when_it_is_asked_for]


tap.run(tap.named(TESTS))
