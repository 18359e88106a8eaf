#!/usr/bin/env python3
"""Opens the reports of a case with other programs: LibreOffice draws each page, python-docx reads the words back.

    python3 bench/reports.py path/to/rollcall CASE OUT

Writes every kind of report and one letter of a built case with accepted claims into OUT, checks that each opens, that no
footnote is without words and that each footnote's words stand in the text that was read, that a brief is one page and that a
table's head repeats, and leaves the pages as pictures in OUT to be looked at. Needs `soffice`, `pdftoppm` and python-docx.
`cargo xtask test --full` runs it on the bundled case.
"""

import glob
import json
import os
import re
import subprocess
import sys

import docx
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = ["brief", "chronology", "table", "annex"]


def main(rollcall, case, out):
    os.makedirs(out, exist_ok=True)
    texts = read_texts(case)
    parties = most_often(rollcall, case)
    faults = []
    for kind in KINDS:
        path = os.path.join(out, f"{kind}.docx")
        party = ["--party", parties[0]] if kind == "brief" else []
        run(rollcall, "report", case, "--kind", kind, "--out", path, *party)
        run(rollcall, "report", case, "--kind", kind, "--out", os.path.join(out, f"{kind}.html"), *party)
        faults += check(path, texts)
    run(rollcall, "reply", case, "--to", parties[0], "--until", "2022-07-01", "--out", os.path.join(out, "letter"))
    faults += check(os.path.join(out, "letter", "letter.docx"), texts)
    pages = draw(out)
    if pages.get("brief") != 1:
        faults.append(f"brief.docx: {pages.get('brief')} pages")
    for name, count in sorted(pages.items()):
        print(f"{name}: {count} pages")
    for fault in faults:
        print("fault:", fault)
    return 1 if faults else 0


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(words)} left with {done.returncode}: {done.stderr}")
    return done.stdout


def read_texts(case):
    """The text of every file as the case keeps it, white space made one space."""
    texts = []
    for path in glob.glob(os.path.join(case, "archive", "layers", "**", "*"), recursive=True):
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                texts.append(one_space(json.load(file)["text"]))
    return texts


def one_space(text):
    return re.sub(r"\s+", " ", text).strip()


def most_often(rollcall, case):
    """Who may be named and is on the roll most often: what is said of others is in no letter and no brief."""
    counts = {}
    for line in run(rollcall, "roll", case, "--state", "accepted", "--json").splitlines():
        row = json.loads(line)
        if row["participant"]["kind"] != "Person" and row["named"]:
            counts[row["participant"]["id"]] = counts.get(row["participant"]["id"], 0) + 1
    return sorted(counts, key=lambda party: (-counts[party], party))


def check(path, texts):
    document = docx.Document(path)
    name = os.path.basename(path)
    faults = []
    core = document.core_properties
    if any([core.author, core.last_modified_by, core.created, core.modified, core.title, core.comments]):
        faults.append(f"{name}: its properties say something")
    if not document.paragraphs or document.paragraphs[1].style.name != "Title":
        faults.append(f"{name}: has no title")
    for table in document.tables:
        if table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is None:
            faults.append(f"{name}: the head of its table does not repeat")
    notes = footnotes(document)
    marks = [int(mark.get(f"{W}id")) for mark in document.element.body.iter(f"{W}footnoteReference")]
    if marks != sorted(notes) or len(set(marks)) != len(marks):
        faults.append(f"{name}: {len(marks)} marks and {len(notes)} notes")
    words = 0
    for number, lines in notes.items():
        for line in lines:
            quoted = re.search("“(.*)”", line)
            parts = re.split("”, “", quoted.group(1)) if quoted else []
            for part in parts:
                part = one_space(part.strip("…"))
                words += 1
                if not part or not any(part in text for text in texts):
                    faults.append(f"{name}: note {number}: these words stand in no file: {part[:80]}")
            if not parts and "Seen by a reviewer" not in line and "not shown" not in line and "relied on; the annex" not in line:
                faults.append(f"{name}: note {number} has no words: {line[:80]}")
    print(f"{name}: {len(document.paragraphs)} paragraphs, {len(notes)} notes, {words} quotes found in their file")
    return faults


def footnotes(document):
    """The lines of each note, by its number."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes"):
            root = etree.fromstring(relation.target_part.blob)
            found = {}
            for note in root.iter(f"{W}footnote"):
                if note.get(f"{W}type") is None:
                    lines = ["".join(text.text or "" for text in line.iter(f"{W}t")) for line in note.iter(f"{W}p")]
                    found[int(note.get(f"{W}id"))] = lines
            return found
    return {}


def draw(out):
    """Every document as a PDF and its pages as pictures; how many pages each has."""
    paths = sorted(glob.glob(os.path.join(out, "*.docx")) + glob.glob(os.path.join(out, "letter", "*.docx")))
    profile = "file://" + os.path.abspath(os.path.join(out, ".office"))
    words = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", out]
    subprocess.run(words + paths, check=True, capture_output=True)
    pages = {}
    for path in paths:
        name = os.path.splitext(os.path.basename(path))[0]
        pdf = os.path.join(out, f"{name}.pdf")
        if not os.path.exists(pdf):
            raise SystemExit(f"{path}: LibreOffice does not open it")
        for old in glob.glob(os.path.join(out, f"{name}-[0-9]*.png")):
            os.remove(old)
        subprocess.run(["pdftoppm", "-png", "-r", "60", pdf, os.path.join(out, name)], check=True)
        pages[name] = len(glob.glob(os.path.join(out, f"{name}-[0-9]*.png")))
    return pages


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
