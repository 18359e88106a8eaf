#!/usr/bin/env python3
"""Pairs the reader with spaCy's small English pipeline on the same files, and reads long hostile texts of growing length.

    python3 bench/reader.py --bin READ [--python PYTHON] [--pipeline NAME] [--rounds N] FILE... > bench/runs/DATE-reader.txt

READ is a program that reads the files named to it and prints JSON lines: `target/release/examples/read` (the reader
alone), or `rollcall read` in quotes. PYTHON is one that has spaCy and the pipeline (`en_core_web_sm`). Both get the same
files, whole processes on one core each, in turn (A B A B ...); what a process takes to start and load is measured on one
short file and taken off. Standard library only.
"""
import argparse, os, shlex, statistics, subprocess, sys, tempfile, time

SPACY = """
import importlib, sys, time
pipeline = importlib.import_module(sys.argv[1]).load()
for path in sys.argv[2:]:
    text = open(path, encoding="utf-8").read()
    for start in range(0, len(text), 900000):
        document = pipeline(text[start:start + 900000])
        sys.stdout.write("%d %d\\n" % (len(document), len(document.ents)))
"""


def seconds(command, core):
    """Seconds of processor and of clock that a command takes on one core."""
    env = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    before, began = os.times(), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env,
                   preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return processor, time.monotonic() - began


def paired(reader, spacy, files, rounds, core):
    folder = tempfile.mkdtemp()
    short = os.path.join(folder, "short.txt")
    with open(short, "w") as out:
        out.write("It rained.\n")
    characters = sum(len(open(f, encoding="utf-8", errors="replace").read()) for f in files)
    print(f"files: {len(files)}, {characters} characters; {rounds} rounds in turn, one core, processor seconds")
    sides = {"reader": reader} | ({"spacy": spacy} if spacy else {})
    starts = {name: statistics.median(seconds(c + [short], core)[0] for _ in range(3)) for name, c in sides.items()}
    taken = {name: [] for name in sides}
    for _ in range(rounds):
        for name, command in sides.items():
            taken[name].append(max(seconds(command + files, core)[0] - starts[name], 1e-6))
    for name, values in taken.items():
        speed = characters / statistics.median(values)
        raw = " ".join(f"{v:.3f}" for v in values)
        print(f"{name:8} {speed:12.0f} characters a second   start {starts[name]:.2f} s   each round {raw} s")
    if spacy:
        ratio = statistics.median(b / a for a, b in zip(taken["reader"], taken["spacy"]))
        print(f"the reader is {ratio:.1f} times as fast (median of pairs)")


LONG = {
    "sentences on one line": "General Ada Koroma attended the Gulf Naval Symposium in Accra in May 2019 and ",
    "a list on one line": "Kenya, ",
    "brackets opened and closed": None,
    "mixed scripts and marks": "General\u200d Ада مؤتمر\u202e Nay\u200bpyidaw မြန်မာ 会议 met\ufffd\u0000 in May 2019 \u2066(Kenya)\u2069, ",
    "one word": "a",
}


def growing(reader, rounds, core):
    print("long texts: processor seconds for 250 kB, 500 kB and 1 MB on one line")
    folder = tempfile.mkdtemp()
    for name, piece in LONG.items():
        row = []
        for size in (250_000, 500_000, 1_000_000):
            path = os.path.join(folder, f"{size}.txt")
            text = "(" * (size // 2) + "Kenya" + ")" * (size // 2) if piece is None else piece * (size // len(piece.encode()))
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
            row.append(statistics.median(seconds(reader + [path], core)[0] for _ in range(rounds)))
        print(f"{name:28} {row[0]:6.2f} {row[1]:6.2f} {row[2]:6.2f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--pipeline", default="en_core_web_sm")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=1, help="how often each file is read in a round")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    core = min(os.sched_getaffinity(0))
    reader = shlex.split(options.bin)
    probe = [options.python, "-c", f"import spacy, {options.pipeline} as m; print(spacy.__version__, m.__version__)"]
    found = subprocess.run(probe, capture_output=True, text=True)
    spacy = [options.python, "-c", SPACY, options.pipeline] if found.returncode == 0 else None
    if spacy:
        print(f"spaCy and {options.pipeline}: {found.stdout.strip()}")
    else:
        print(f"spacy: skipped ({found.stderr.strip().splitlines()[-1]})")
    print(f"machine: {os.cpu_count()} cores")
    paired(reader, spacy, options.files * options.times, options.rounds, core)
    growing(reader, min(options.rounds, 3), core)


if __name__ == "__main__":
    main()
