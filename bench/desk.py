#!/usr/bin/env python3
"""Measures the desk on a made-up case, as a browser would ask it: start, pages, search, decisions with their effect, memory.

    cargo xtask made-up CASE 2000
    python3 bench/desk.py path/to/rollcall CASE [DECISIONS]

The case is built first where it was not. Every figure is the median and the worst of some requests, in milliseconds, whole
answers over loopback. Decisions go round the queue's first claims: accept, and each fifth is a rejection. Standard library only.
"""

import json
import re
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def main(rollcall, case, acts):
    subprocess.run([rollcall, "build", case], check=True, capture_output=True)
    claims = subprocess.run([rollcall, "build", case, "--json"], check=True, capture_output=True, text=True).stdout
    began = time.perf_counter()
    child = subprocess.Popen([rollcall, "serve", case, "--listen", "127.0.0.1:0", "--json"], stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(child.stdout.readline())
        started = (time.perf_counter() - began) * 1000
        print(f"start: {started:.0f} ms; memory: {memory(child.pid)} MB")
        print("last build:", " ".join(claims.split())[:300])
        measure(Desk(ready["address"], ready["token"]), acts)
        print(f"memory at the end: {memory(child.pid)} MB, at most {memory(child.pid, 'VmHWM')} MB")
    finally:
        child.kill()


class Desk:
    def __init__(self, address, token):
        self.address, self.token = address.rstrip("/"), token

    def get(self, path):
        with urllib.request.urlopen(self.address + path) as answer:
            return answer.read().decode()

    def post(self, **fields):
        body = urllib.parse.urlencode({"token": self.token, **fields}).encode()
        request = urllib.request.Request(self.address + "/api/decide", body, {"Accept": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()


def measure(desk, acts):
    rows = json.loads(desk.get("/api/roll"))
    print(f"roll: {len(rows)} rows; findings: {len(json.loads(desk.get('/api/findings')))}")
    sources = sorted({anchor["source"] for row in rows for anchor in row["anchors"]})
    some = sources[:: max(1, len(sources) // 20)]
    pages = {
        "overview": ["/review"] * 5,
        "queue": ["/review?queue=need"] * 5,
        "source page": ["/review?" + urllib.parse.urlencode({"source": source}) for source in some],
        "first page of the draft": ["/"] * 5,
        "somebody's page": ["/about/" + row["participant"]["id"] for row in rows[:: max(1, len(rows) // 20)]],
        "merges": ["/review/merges"] * 5,
        "gaps": ["/gaps"] * 3,
        "leads": ["/leads"] * 3,
        "sources": ["/sources"] * 5,
        "roll": ["/roll"] * 5,
        "search": ["/ask?" + urllib.parse.urlencode({"words": words}) for words in ("General", "River Dialogue", "June 2019", "harvest")],
        "search as JSON": ["/api/ask?" + urllib.parse.urlencode({"words": words}) for words in ("General", "chaired the meeting", "Norway")],
    }
    for name, addresses in pages.items():
        print(f"{name}: {timed([lambda address=address: desk.get(address) for address in addresses])}")
    proposed = [row for row in rows if row["state"] == "proposed"]
    step = max(1, len(proposed) // max(acts, 1))
    for verb, share in (("accept", [1, 2, 3, 4]), ("reject", [0])):
        these = [row for at, row in enumerate(proposed[::step][:acts]) if at % 5 in share]
        print(f"{verb}, written and shown with its effect: {timed([lambda row=row: decide(desk, verb, row['id']) for row in these])}")


def decide(desk, verb, target):
    answer = desk.post(verb=verb, target=target, by="reviewer-1", why="measuring")
    line = re.search(r"d[a-z2-7]{20}", answer)
    desk.get("/api/effect?of=" + line.group())


def timed(requests):
    times = []
    for request in requests:
        began = time.perf_counter()
        try:
            request()
        except urllib.error.HTTPError as error:
            return f"answered {error.code}"
        times.append((time.perf_counter() - began) * 1000)
    return f"median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms of {len(times)}" if times else "nothing to ask"


def memory(process, field="VmRSS"):
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith(field))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 40)
