#!/usr/bin/env python3
"""Holds the clusters of a case against a list of what each place in its sources truly speaks of.

    python3 bench/clusters.py ROLLCALL CASE [TRUTH]

ROLLCALL is the binary and CASE a case that it has built; TRUTH is `tests/suite/resolve/asean-defence.tsv` where none is given.
A line of TRUTH names a thing, whether it is a party or an engagement, and a place: a source and the code point where words
stand by which the source speaks of it. `rollcall facts` says which thing of the case has those words. A place that two things
of the case share says nothing and is left out, and counted.

It prints pairwise and B-cubed figures (Bagga and Baldwin, LREC 1998), the pairs that are wrong, and the things that fell
apart. The exit code is 1 where a figure is below what the head of TRUTH says that it was.
"""

import collections
import json
import pathlib
import subprocess
import sys

ENGAGEMENTS = {"Meeting", "Exercise", "Visit", "Training", "Expo"}
PARTIES = {"Person", "Company", "Organization", "PublicBody", "State", "Unit", "Forum", "Vessel", "Airplane"}


def read_truth(path):
    """The least figures, and what each place speaks of: {(sort, source, start): thing}."""
    least, truth = {}, {}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith("# least "):
            sort, figure, value = line.removeprefix("# least ").split()
            least[sort, figure] = float(value)
        elif line and not line.startswith("#"):
            sort, thing, source, start = line.split("\t")[:4]
            truth[sort, source, int(start)] = thing
    return least, truth


def places(facts, sort, kinds):
    """Which things of the case have words at each place."""
    found = collections.defaultdict(set)
    for fact in facts:
        if fact["kind"] in kinds:
            for anchor in fact["anchors"]:
                found[sort, anchor["source"], anchor["start"]].add(fact["id"])
    return found


def figures(pairs):
    """Pairwise and B-cubed precision and recall of (cluster, thing) pairs."""
    both = collections.Counter(pairs)
    clusters = collections.Counter(cluster for cluster, _ in pairs)
    things = collections.Counter(thing for _, thing in pairs)
    count = lambda counter: sum(n * (n - 1) // 2 for n in counter.values())
    right, made, true = count(both), count(clusters), count(things)
    total = len(pairs)
    precision = sum(n * n / clusters[cluster] for (cluster, _), n in both.items()) / total
    recall = sum(n * n / things[thing] for (_, thing), n in both.items()) / total
    return {
        "pair-precision": right / made if made else 1.0,
        "pair-recall": right / true if true else 1.0,
        "precision": precision,
        "recall": recall,
    }


def main():
    binary, case = sys.argv[1:3]
    truth_file = sys.argv[3] if len(sys.argv) > 3 else "tests/suite/resolve/asean-defence.tsv"
    least, truth = read_truth(truth_file)
    printed = subprocess.run([binary, "facts", case, "--json"], capture_output=True, check=True, text=True).stdout
    facts = [json.loads(line) for line in printed.splitlines()]
    failed = False
    for sort, kinds in (("party", PARTIES), ("engagement", ENGAGEMENTS)):
        found = places(facts, sort, kinds)
        wanted = {place: thing for place, thing in truth.items() if place[0] == sort}
        lost = [place for place in wanted if not found.get(place)]
        shared = [place for place in wanted if len(found.get(place, ())) > 1]
        pairs = [(next(iter(found[place])), thing) for place, thing in wanted.items() if len(found.get(place, ())) == 1]
        got = figures(pairs)
        words = "   ".join(f"{name} {value:.3f}" for name, value in got.items())
        print(f"{sort}: {len(pairs)} places ({len(shared)} shared, {len(lost)} not found)   {words}")
        of_cluster, of_thing = collections.defaultdict(set), collections.defaultdict(set)
        for cluster, thing in pairs:
            of_cluster[cluster].add(thing)
            of_thing[thing].add(cluster)
        for cluster, several in sorted(of_cluster.items()):
            if len(several) > 1:
                print(f"  one in the case, not in truth: {', '.join(sorted(several))}")
        for thing, several in sorted(of_thing.items()):
            if len(several) > 1:
                print(f"  one in truth, {len(several)} in the case: {thing}")
        if len(lost) * 10 > len(wanted):
            print(f"  more than a tenth of the places of {sort} are not found: the list is of another reading")
            failed = True
        for (of, name), value in least.items():
            if of == sort and got[name] + 0.0005 < value:
                print(f"  {name} is {got[name]:.3f} and was {value:.3f}")
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
