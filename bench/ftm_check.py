"""Reads the FollowTheMoney export with the tools that others read it with.

    python3 bench/ftm_check.py --rollcall BIN --demo CASE

With followthemoney, every record of the exports of the bundled case (public and private) and of a small made-up case is
checked: its schema and properties are known, no value is dropped as invalid, and each link points at a record of a kind
that it may point at. With nomenklatura, the records are read into a store, and each party that another party named
terrorist or unlawful is asked for: nothing says that it is sanctioned, but where a source of a sanction says so.

Exit code 0: all of it holds; 1: something does not, each fault on a line; 3: the packages are not here, said in one line.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import followthemoney
    from followthemoney import model
    import nomenklatura
    from nomenklatura.resolver import Linker
    from nomenklatura.store import load_entity_file_store
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(3)

# What a note of a designation begins with (the kind's name in the ontology).
DESIGNATION = "designation."

# Made-up parties with names that a careless export would spoil. The second party is named by another and sanctioned by none;
# the third is both.
TABLES = {
    "designations": (
        "Designation",
        "authority,authority.kind,target,target.kind,date,label",
        [
            "State of Northmark,State,Harbour Free League,Organization,2020-03-01,terrorist",
            "State of Northmark,State,\"=cmd|' /C calc'!A0 <b>Guild</b>\",Organization,2021,unlawful",
            "State of Northmark,State,Salt Road Company,Company,2019-05,terrorist",
        ],
    ),
    "sanctions": (
        "Sanction",
        "authority,authority.kind,target,target.kind,announced,measureKind",
        ["State of Southmark,State,Salt Road Company,Company,2022-01-10,asset freeze"],
    ),
    "tenures": (
        "Tenure",
        "person,person.kind,body,body.kind,post,startDate",
        ["Anna Quillsworth,Person,Harbour Guard,Unit,\"chief, acting\",2018-02/.."],
    ),
}


def rollcall(binary, *words):
    done = subprocess.run([binary, *map(str, words)], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"rollcall {' '.join(map(str, words))}: {done.returncode}\n{done.stderr}")


def made_up(binary, folder):
    case = folder / "case"
    rollcall(binary, "new", case)
    for name, (kind, head, rows) in TABLES.items():
        columns = ", ".join(f'"{column}" = "{column}"' for column in head.split(","))
        (case / "records" / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n")
        (case / "records" / f"{name}.csv.toml").write_text(
            f'[source]\ntitle = "{name}"\nlanguage = "en"\ndate = "2022-06-01"\naccess = "public"\n\n'
            f'[record]\nkind = "{kind}"\ncolumns = {{ {columns} }}\n'
        )
    rollcall(binary, "build", case)
    return case


def exported(binary, case, out, *options):
    rollcall(binary, "export", case, "--to", "ftm", "--out", out, *options)
    return next(out.glob("**/*case.ftm.json"))


def check_records(path):
    """Faults of the records of a file, and the records."""
    faults, records = [], {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        record = json.loads(line)
        place = f"{path.name}:{number}"
        schema = model.get(record["schema"])
        if schema is None:
            faults.append(f"{place}: no schema {record['schema']}")
            continue
        if schema.abstract:
            faults.append(f"{place}: schema {schema.name} is abstract")
        if record["id"] in records:
            faults.append(f"{place}: id {record['id']} stands twice")
        records[record["id"]] = record
        try:
            schema.validate({"properties": record["properties"]})
        except Exception as error:
            faults.append(f"{place}: {error}")
        proxy = model.get_proxy({"id": record["id"], "schema": record["schema"]})
        for name, values in record["properties"].items():
            if name not in schema.properties:
                faults.append(f"{place}: {schema.name} has no {name}")
                continue
            for value in values:
                before = len(proxy.get(name))
                proxy.add(name, value, cleaned=False, quiet=True)
                if len(proxy.get(name)) == before:
                    faults.append(f"{place}: {name} drops {value!r}")
    for record in records.values():
        schema = model.get(record["schema"])
        for name, values in record["properties"].items():
            prop = schema.properties.get(name)
            if prop is None or prop.type.name != "entity":
                continue
            for value in values:
                target = records.get(value)
                if target is None:
                    faults.append(f"{path.name}: {record['id']} {name} points at nothing")
                elif prop.range and not model.get(target["schema"]).is_a(prop.range):
                    faults.append(f"{path.name}: {record['id']} {name} points at a {target['schema']}")
    return faults, records


def check_designations(path, records, folder):
    """Faults of parties that others named terrorist or unlawful, how many there are, and how many a sanction names too."""
    is_designation = lambda record: any(
        text.startswith(DESIGNATION) for text in record["properties"].get("description", [])
    )
    designations = [record for record in records.values() if is_designation(record)]
    faults = [f"{path.name}: {r['id']} is a {r['schema']}" for r in designations if r["schema"] != "Note"]
    named = {target for record in designations for target in record["properties"].get("entity", [])}
    sanctions = [record for record in records.values() if model.get(record["schema"]).is_a("Sanction")]
    stated = {target for record in sanctions for target in record["properties"].get("entity", [])}
    store = load_entity_file_store(path, resolver=Linker({}), cleaned=False)
    view = store.default_view(external=True)
    for target in sorted(named):
        entity = view.get_entity(target)
        if entity is None:
            faults.append(f"{path.name}: nomenklatura does not find {target}")
            continue
        topics = [topic for topic in entity.get("topics", quiet=True)]
        if topics:
            faults.append(f"{path.name}: {target} has the topics {topics}")
        flags = [other.id for prop, other in view.get_adjacent(entity) if other.schema.is_a("Sanction")]
        if flags and target not in stated:
            faults.append(f"{path.name}: {target} is flagged by {flags}")
    return faults, len(named), len(named & stated), len(sanctions)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--rollcall", required=True)
    words.add_argument("--demo", type=Path)
    words = words.parse_args()
    print(f"followthemoney {followthemoney.__version__}, nomenklatura {nomenklatura.__version__}")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        cases = [("made up, private", made_up(words.rollcall, folder), ["--private"])]
        if words.demo:
            cases += [("bundled, private", words.demo, ["--private"]), ("bundled, public", words.demo, [])]
        for at, (name, case, options) in enumerate(cases):
            path = exported(words.rollcall, case, folder / f"out{at}", *options)
            wrong, records = check_records(path)
            more, named, both, sanctions = check_designations(path, records, folder)
            faults += wrong + more
            values = sum(len(v) for record in records.values() for v in record["properties"].values())
            print(
                f"{name}: {len(records)} records, {values} values, {len(wrong)} faults; {named} parties named terrorist "
                f"or unlawful, {both} of them also sanctioned by a source of {sanctions} sanctions, {len(more)} faults"
            )
            if name.startswith("made up") and (named, both) != (3, 1):
                faults.append(f"made up: {named} parties are named and {both} sanctioned, and it must be 3 and 1")
    for fault in faults[:50]:
        print(f"  {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
