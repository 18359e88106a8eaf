"""Writes what the data package `rigour` knows of names, for `cargo xtask names-data`.

    python3 names_data.py FOLDER words     the lines of crates/names/data/words.txt
    python3 names_data.py FOLDER people    groups of given names and surnames: one a line, forms parted by tabs

FOLDER is the unpacked package (`rigour-1.8.2-py3-none-any.whl`, MIT licence): its data are Python modules, so Python reads
them. Ranks come from packs/military/ranks.toml. Nothing else is added.
"""
import ast, json, pathlib, sys, tomllib


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


if __name__ == "__main__":
    {"words": words, "people": people}[sys.argv[2]](pathlib.Path(sys.argv[1]) / "rigour" / "data")
