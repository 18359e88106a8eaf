#!/usr/bin/env python3
"""Compare how Burmese text is read with Myanmar Tools (is it Zawgyi?) and ICU (turned to Unicode; written in Latin letters).

    python3 bench/burmese_peers.py

Needs the packages `myanmartools` and `PyICU`, says `skipped` where one is missing. The texts are the Burmese names of the suite, and
words of `crates/names/data/burmese-names.txt` and `titles.txt`, each in Unicode and turned to Zawgyi here; ICU's `Zawgyi-my` must
turn each back, or it is left out.
"""
import csv, difflib, pathlib, subprocess, sys, unicodedata

try:
    import icu, myanmartools
except ImportError as missing:
    sys.exit(f"skipped: {missing}")

ROOT = pathlib.Path(__file__).resolve().parent.parent
STACKED = dict(zip("ကခဂဃစဆဇဋဌဏတထဒဓနပဖဗဘမလ", map(chr, [
    0x1060, 0x1061, 0x1062, 0x1063, 0x1065, 0x1066, 0x1068, 0x106C, 0x106D, 0x1070, 0x1071, 0x1073, 0x1075, 0x1076, 0x1077,
    0x1078, 0x1079, 0x107A, 0x107B, 0x107C, 0x1085])))
WIDE = "ကဃဆဏတထဘယလသဟအ"
MARKS = "".join(map(chr, [*range(0x102B, 0x1033), *range(0x1036, 0x103F)]))


def cluster(base, marks, stack, kinzi):
    """One letter with its marks, as the Zawgyi fonts are typed."""
    has = lambda mark: chr(mark) in marks
    out = ("\u1031" if has(0x1031) else "") + (("\u107e" if base in WIDE else "\u103b") if has(0x103C) else "")
    below = stack or any(has(mark) for mark in range(0x103B, 0x103F))
    out += "\u108f" if base == "န" and below else base
    out += (STACKED[stack] if stack else "") + ("\u1064" if kinzi else "") + ("\u103a" if has(0x103B) else "")
    if has(0x103D) and has(0x103E):
        out += "\u108a"
    elif has(0x103D):
        out += "\u103c"
    elif has(0x103E) and has(0x102F) and not has(0x103B):
        out, marks = out + "\u1088", marks.replace("\u102f", "")
    elif has(0x103E):
        out += "\u103d"
    tall = has(0x103B) or has(0x103C)
    for mark in "\u102d\u102e\u1032\u1036":
        out += mark if mark in marks else ""
    out += ("\u1033" if tall else "\u102f") if "\u102f" in marks else ""
    out += ("\u1034" if tall else "\u1030") if has(0x1030) else ""
    out += ("\u105a" if has(0x103A) else "\u102b") if has(0x102B) else "\u102c" if has(0x102C) else ""
    out += "\u1039" if has(0x103A) and not has(0x102B) else ""
    out += ("\u1094" if below else "\u1037") if has(0x1037) else ""
    return out + ("\u1038" if has(0x1038) else "")


def zawgyi(text):
    out, at = "", 0
    while at < len(text):
        kinzi = text.startswith("\u1004\u103a\u1039", at)
        at += 3 * kinzi
        base, end = text[at], at + 1
        if not ("\u1000" <= base <= "\u102a" or base == "\u103f"):
            out, at = out + base, end
            continue
        marks, stack = "", ""
        while end < len(text) and (text[end] in MARKS or text[end] == "\u1039"):
            if text[end] == "\u1039":
                stack, end = text[end + 1], end + 2
            else:
                marks, end = marks + text[end], end + 1
        out, at = out + cluster(base, marks, stack, kinzi), end
    return out


def texts():
    found = set()
    for file in ["burmese.csv", "blind.csv", "blind2.csv"]:
        for row in csv.DictReader(open(ROOT / "tests/suite/names" / file, encoding="utf-8")):
            found |= {row["name1"], row["name2"]}
    for file in ["burmese-names.txt", "titles.txt"]:
        for line in open(ROOT / "crates/names/data" / file, encoding="utf-8"):
            if not line.startswith("#"):
                found |= {part.strip() for part in line.replace(";", " ").split(" ")}
    burmese = [text for text in found if any("\u1000" <= c <= "\u1021" for c in text)]
    return sorted(text for text in burmese if all(c == " " or "\u1000" <= c <= "\u109f" for c in text))


def main():
    back = icu.Transliterator.createInstance("Zawgyi-my")
    latin = icu.Transliterator.createInstance("Myanmar-Latin; Latin-ASCII; Lower")
    detector = myanmartools.ZawgyiDetector()
    nfc = lambda text: unicodedata.normalize("NFC", text)
    pairs, odd = [], 0
    for text in texts():
        if detector.get_zawgyi_probability(text) > 0.5:
            continue
        try:
            turned = zawgyi(text)
        except KeyError:
            odd += 1
            continue
        if nfc(back.transliterate(turned)) != nfc(text):
            odd += 1
        elif turned != text:
            pairs.append((text, turned))
    lines = "".join(f"{text}\n" for pair in pairs for text in pair)
    run = subprocess.run(["cargo", "run", "-q", "-p", "rollcall-names", "--example", "burmese"], input=lines, text=True,
                         cwd=ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    ours = [line.split("\t") for line in run.stdout.split("\n") if line]
    plain, fonts = ours[::2], ours[1::2]
    count = len(pairs)
    print(f"{count} texts in both encodings; {odd} left out, which ICU does not turn back to what they were")
    theirs = [[detector.get_zawgyi_probability(text) for text in pair] for pair in pairs]
    print(f"is it Zawgyi, ours: {sum(o[0] == 'true' for o in fonts)} of {count} found, {sum(o[0] == 'true' for o in plain)} taken for it")
    print(f"is it Zawgyi, Myanmar Tools above 0.5: {sum(t[1] > 0.5 for t in theirs)} found, {sum(t[0] > 0.5 for t in theirs)} taken for it")
    print(f"  above 0.95, as it advises: {sum(t[1] > 0.95 for t in theirs)} found, {sum(t[0] > 0.95 for t in theirs)} taken for it")
    agree = sum((o[0] == "true") == (t > 0.5) for o, t in zip(plain + fonts, [t[0] for t in theirs] + [t[1] for t in theirs]))
    print(f"  the two agree on {agree} of {2 * count}")
    same = sum(nfc(o[1]) == nfc(text) for o, (text, _) in zip(fonts, pairs))
    print(f"turned to Unicode as ICU turns it: {same} of {count}")
    for (text, turned), o in zip(pairs, fonts):
        if nfc(o[1]) != nfc(text):
            print(f"  {text} {turned} {o[0]} {o[1]}")
    score = {"ours": 0, "ICU": 0}
    rows = [r for r in csv.DictReader(open(ROOT / "tests/suite/names/burmese.csv", encoding="utf-8")) if r["group"] == "script and Latin"]
    run = subprocess.run(["cargo", "run", "-q", "-p", "rollcall-names", "--example", "burmese"], text=True, cwd=ROOT, encoding="utf-8",
                         input="".join(r["name1"] + "\n" for r in rows), stdout=subprocess.PIPE, check=True)
    for row, line in zip(rows, run.stdout.split("\n")):
        want = row["name2"].lower().replace(" ", "")
        near = lambda text: difflib.SequenceMatcher(None, text.lower().replace(" ", ""), want).ratio()
        score["ours"] += near(line.split("\t")[2])
        score["ICU"] += near(latin.transliterate(row["name1"]))
    print("likeness to the usual spelling, mean:", {who: round(sum_ / len(rows), 3) for who, sum_ in score.items()})


if __name__ == "__main__":
    main()
