#!/usr/bin/env python3
"""Times publishing and withdrawing on a large made-up case.

    bench/publish.py ROLLCALL DIR [SOURCES]

Writes a case of SOURCES notes (2000 where nothing is said) into DIR/case: each tells of two or three meetings and of five people of its
own, so that 2,000 notes give some 5,000 engagements and 10,000 people. Builds it, accepts every claim, names everybody
(the lines are appended to decisions.jsonl as `decide` would write them), publishes it twice, takes one line back, and
prints seconds and memory of each step. Everything is made up from fixed lists, and the same each time.
"""

import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import time

STATES = ["Norway", "Chile", "Ghana", "Nepal", "Fiji", "Peru", "Jordan", "Latvia", "Kenya", "Mongolia", "Uruguay", "Iceland"]
PLACES = ["Oslo", "Santiago", "Accra", "Kathmandu", "Suva", "Lima", "Amman", "Nairobi"]
RANKS = ["General", "Admiral", "Colonel", "Major General"]
SYLLABLES = ["ba", "do", "ke", "li", "mo", "nu", "ra", "si", "te", "vo", "za", "gu", "he", "pi", "wo", "ju"]
BODIES = [f"{theme} {form}" for theme in ["River", "Harbour", "Border", "Island", "Forest", "Mountain", "Desert", "Lake", "Coast", "Valley"]
          for form in ["Security Dialogue", "Defence Council", "Chiefs Conference", "Military Forum"]]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
PER_NOTE = 5


def write_case(folder, sources):
    numbers = random.Random(20220601)
    (folder / "sources").mkdir(parents=True)
    (folder / "words").mkdir()
    (folder / "records").mkdir()
    (folder / "case.toml").write_text(
        'format = 1\ntitle = "A made-up case, for measuring"\nlanguages = ["en"]\n\n'
        '[[moment]]\nid = "turn"\nname = "the turn"\ndate = "2019-06-01"\n')
    (folder / "words/bodies.toml").write_text("".join(f'[[forum]]\nname = "{body}"\nmeets = "Meeting"\n\n' for body in BODIES))
    used = set()

    def name():
        while True:
            parts = ["".join(numbers.choice(SYLLABLES) for _ in range(2)) + numbers.choice("nrlm") for _ in range(2)]
            made = " ".join(part.capitalize() for part in parts)
            if made not in used:
                used.add(made)
                return made

    for at in range(sources):
        year = 2014 + numbers.randrange(9)
        text = ""
        people = [name() for _ in range(PER_NOTE)]
        meetings = 2 + at % 2
        for meeting in range(meetings):
            day = f"{1 + numbers.randrange(27)} {numbers.choice(MONTHS)} {year}"
            body, place = numbers.choice(BODIES), numbers.choice(PLACES)
            text += f"On {day} {numbers.choice(STATES)} hosted the {body} in {place}.\n\n"
            for person in people[meeting::meetings]:
                text += f"On {day} {numbers.choice(RANKS)} {person} of {numbers.choice(STATES)} attended the {body} in {place}.\n\n"
        (folder / f"sources/note-{at:05}.md").write_text(text)
        (folder / f"sources/note-{at:05}.md.toml").write_text(
            f'[source]\ntitle = "Note {at}"\npublisher = "Bulletin {at % 7}"\ndate = "{year}-12-28"\n'
            'public_date = "2024-01-01"\naccess = "public"\nlanguage = "en"\n')


def accept_everything(case):
    """Appends a line for every claim, and two for every mention of a person."""
    claims = json.loads((case / ".rollcall/build/claims.json").read_text())["claims"]
    names, roles = {}, {}
    for claim in claims:
        if claim["property"] == "name":
            names.setdefault(claim["mention"], claim["value"]["text"])
        if claim["property"] == "role":
            roles.setdefault(claim["mention"], claim["value"]["text"])
    lines = []
    at = 0

    def line(verb, target, claim, quote, **more):
        nonlocal at
        at += 1
        stamp = f"2026-01-01T{at // 3600000 % 24:02}:{at // 60000 % 60:02}:{at // 1000 % 60:02}.{at % 1000:03}Z"
        ident = "d" + format(at, "b").rjust(20, "0").replace("0", "a").replace("1", "b")
        lines.append(json.dumps({"v": 1, "id": ident, "at": stamp, "by": "bench", "verb": verb, "target": target,
                                 "claim": claim, "quote": quote, **more}, ensure_ascii=False))

    for claim in claims:
        value = claim["value"].get("text") or names.get(claim["value"].get("link"), "")
        said = {"kind": claim["kind"], "parties": [], "property": claim["property"], "value": value}
        if claim["mention"] in roles:
            said["role"] = roles[claim["mention"]]
        quote = {"source": claim["anchor"]["source"], "prefix": "", "exact": claim["anchor"]["text"], "suffix": ""}
        line("accept", claim["id"], said, quote)
        if claim["kind"] == "Person" and claim["property"] == "name":
            person = {"parties": [value]}
            line("accept", claim["mention"], {"kind": "Naming Person", **person}, quote, other=claim["mention"], value="public office")
            line("not-approached", claim["mention"], {"kind": "Person", **person}, quote, other=claim["mention"], why="made up")
    with open(case / "decisions.jsonl", "a") as file:
        file.write("\n".join(lines) + "\n")


def run(what, *command):
    before = time.time()
    done = subprocess.run(command, capture_output=True, text=True)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{what}: {time.time() - before:.1f} s, largest process so far {memory:.0f} MiB, exit {done.returncode}", flush=True)
    if done.returncode not in (0, 3):
        print(done.stderr[-3000:])
    return done


def holding(site, words):
    """How many files hold some words, as text or with the marks of a page in them."""
    plain = words.encode()
    found = 0
    for top, _, files in os.walk(site):
        for name in files:
            bytes_ = pathlib.Path(top, name).read_bytes()
            found += plain in bytes_ or plain in bytes_.replace(b"<mark>", b"").replace(b"</mark>", b"")
    return found


def main():
    rollcall, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    sources = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
    case, site = folder / "case", folder / "site"
    if not case.exists():
        write_case(case, sources)
        run("build", rollcall, "build", str(case))
        accept_everything(case)
    case, site = str(case), str(site)
    print(run("publish", rollcall, "publish", case, "--out", site).stderr[:600])
    run("publish again, nothing changed", rollcall, "publish", case, "--out", site)
    rows = [json.loads(row) for row in run("roll", rollcall, "roll", case, "--json").stdout.splitlines()]
    print(f"lines of the roll: {len(rows)}")
    # Of a person, whose words stand nowhere else.
    people = [row for row in rows if row["participant"]["kind"] == "Person"]
    row = people[len(people) // 2]
    words = max((anchor["text"] for anchor in row["anchors"]), key=len)
    print(f"files with its words before: {holding(site, words)}")
    run("withdraw one line", rollcall, "withdraw", case, row["id"], "--notice", "A measurement.", "--out", site)
    print(f"files with its words after: {holding(site, words)}")
    sizes = sorted((os.path.getsize(os.path.join(top, name)), os.path.join(top, name)[len(site):])
                   for top, _, files in os.walk(site) for name in files)
    print(f"files: {len(sizes)}, bytes: {sum(size for size, _ in sizes)}")
    for size, name in sizes[-8:]:
        print(f"  {size:9} {name}")


main()
