#!/usr/bin/env python3
"""Measures the desk on a made-up case, as a browser would ask it: start, pages, search, decisions with their effect, memory.

    cargo xtask made-up CASE 2000                          (or: --participations 100000)
    python3 bench/desk.py path/to/rollcall CASE [DECISIONS] [--acts]

The case is built first where it was not. Every figure is the median and the worst of some requests, in milliseconds, whole
answers over loopback. Decisions go round the queue's first claims: accept, and each fifth is a rejection, and each is taken
back once. Then everything that one source says of taking part is rejected at once, and it is asked what would be without
that source. With `--acts` no page but these is asked for. Standard library only.
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


def main(rollcall, case, acts, only_acts):
    subprocess.run([rollcall, "build", case], check=True, capture_output=True)
    claims = subprocess.run([rollcall, "build", case, "--json"], check=True, capture_output=True, text=True).stdout
    began = time.perf_counter()
    child = subprocess.Popen([rollcall, "serve", case, "--listen", "127.0.0.1:0", "--json"], stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(child.stdout.readline())
        started = (time.perf_counter() - began) * 1000
        print(f"start: {started:.0f} ms; memory: {memory(child.pid)} MB")
        print("last build:", " ".join(claims.split())[:300])
        measure(Desk(ready["address"], ready["token"]), acts, only_acts)
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


def measure(desk, acts, only_acts):
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
    for name, addresses in ({} if only_acts else pages).items():
        print(f"{name}: {timed([lambda address=address: desk.get(address) for address in addresses])}")
    proposed = [row for row in rows if row["state"] == "proposed"]
    step = max(1, len(proposed) // max(acts, 1))
    for verb, share in (("accept", [1, 2, 3, 4]), ("reject", [0])):
        these = [row for at, row in enumerate(proposed[::step][:acts]) if at % 5 in share]
        lines = []
        print(f"{verb}, written: {timed([lambda row=row: lines.append(decide(desk, verb, row['id'])) for row in these], after=lambda: effect(desk, lines[-1]))}")
        print(f"undo of that, written: {timed([lambda line=line: decide(desk, 'undo', line) for line in lines])}")
    source = sources[len(sources) // 2]
    of_source = {"verb": "reject", "source": source, "kind": "Participation", "by": "reviewer-1", "why": "measuring"}
    print(f"all that one source says of taking part rejected: {timed([lambda: desk.post(**of_source)])}")
    address = "/what-if?" + urllib.parse.urlencode({"without": source})
    print(f"what if that source were not there: {timed([lambda: desk.get(address)] * 3)}")


def decide(desk, verb, target):
    answer = desk.post(verb=verb, target=target, by="reviewer-1", why="measuring")
    return re.search(r"d[a-z2-7]{20}", answer).group()


def effect(desk, line):
    desk.get("/api/effect?of=" + line)


def timed(requests, after=None):
    """How long each takes, and with what is asked after it."""
    times, whole = [], []
    for request in requests:
        began = time.perf_counter()
        try:
            request()
            times.append((time.perf_counter() - began) * 1000)
            if after:
                after()
                whole.append((time.perf_counter() - began) * 1000)
        except urllib.error.HTTPError as error:
            return f"answered {error.code}"
    told = [f"median {statistics.median(some):.0f} ms, worst {max(some):.0f} ms of {len(some)}" for some in (times, whole) if some]
    return "; shown with its effect: ".join(told) or "nothing to ask"


def memory(process, field="VmRSS"):
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith(field))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    given = [word for word in sys.argv[1:] if word != "--acts"]
    main(given[0], given[1], int(given[2]) if len(given) > 2 else 40, "--acts" in sys.argv)
