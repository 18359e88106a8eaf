"""Whether clingo derives from random rules what Rollcall derives, fact by fact and grade by grade.

    cargo run -p rollcall-reason --example random_programs -- 300 > programs.jsonl
    python3 bench/clingo_check.py programs.jsonl [--show]

Each line of the input is a case with rules, as plain lists, and what Rollcall derived. Here every fact becomes three facts
of a logic program: at least possible, at least likely, certain. `not p` of a grade denies p of the grade opposite to it, as
`docs/design/rules.md` says, so the three stand in one program and each rule once for each grade. Dates are days counted in
integers: clingo lists all pairs of days that a date can have come out as, and asks them one by one; nothing of the engine's
way to compare is used. What a value is worth is worked out here from the states of its claims and the letters of their sources,
as `docs/design/certainty.md` has it.

Leaves with 3 where clingo is not installed, with 1 where anything differs.
"""

import datetime
import json
import sys

try:
    import clingo
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(3)

GRADES = ["possible", "likely", "certain"]
OPPOSITE = {"possible": "certain", "likely": "likely", "certain": "possible"}
# The most that a claim of a source with this letter is worth, by its place among the grades; one without a letter lowers nothing.
RELIABILITY = {None: 2, "A": 2, "B": 2, "C": 2, "D": 1, "E": 0, "F": 1}
# A day before and one after all dates of the input, with months to spare, for ends that nothing bounds.
EARLY, LATE = -40, 140


def day(text):
    return (datetime.date.fromisoformat(text) - datetime.date(2021, 1, 1)).days


def later(number, months):
    """The same day some months later, or the last day of that month."""
    start = datetime.date(2021, 1, 1) + datetime.timedelta(number)
    month = start.year * 12 + start.month - 1 + months
    for last in range(start.day, 0, -1):
        try:
            return (datetime.date(month // 12, month % 12 + 1, last) - datetime.date(2021, 1, 1)).days
        except ValueError:
            pass
    raise ValueError(number)


def days(point):
    """All days that a date without a slash can be, and whether it is marked as unsure."""
    vague = point[-1] in "?~%"
    body = point.rstrip("?~%")
    if len(body) == 10:
        return [day(body)], vague
    first = day(f"{body}-01")
    return list(range(first, later(first, 1))), vague


def choices(text):
    """All pairs of first and last day that a date can have come out as."""
    if "/" not in text:
        found, vague = days(text)
        return [(one, one) for one in found], vague
    start, end = text.split("/")
    unbounded = (None, "", "..")
    starts, vague_start = ([], False) if start in unbounded else days(start)
    ends, vague_end = ([], False) if end in unbounded else days(end)
    starts = starts or list(range(EARLY, max(ends) + 1))
    ends = ends or list(range(min(starts), LATE + 1))
    return [(one, two) for one in starts for two in ends if one <= two], vague_start or vague_end


# How A stands to B, for A from S to E and B from T to F: what makes it possible, and what each makes it uncertain.
HOLDS = {
    "before": ("E < T", ["E >= T"]),
    "after": ("F < S", ["F >= S"]),
    "during": ("T <= S, E <= F", ["T > S", "E > F"]),
    "overlaps": ("S <= F, T <= E", ["S > F", "T > E"]),
    # Whether B had begun when A began is certain; whether it began before A was over is what makes it possible.
    "on or after": ("T <= E", ["T > S"]),
    "on or before": ("S <= F", ["S > T"]),
}


def compare_dates(texts):
    """Per operator, months and pair of dates, the grade to which it holds; worked out by clingo over single days."""
    lines = []
    for number, text in enumerate(texts):
        found, vague = choices(text)
        lines.append(f"date({number}).")
        lines.append(" ".join(f"choice({number},{one},{two})." for one, two in found))
        if vague:
            lines.append(f"vague({number}).")
    lines += [f"later({number},{months},{later(number, months)})." for number in range(EARLY, LATE + 1) for months in (0, 1)]
    pair = "choice(A,S,E), choice(B,T,F)"
    for name, (sometimes, otherwise) in HOLDS.items():
        lines.append(f'some("{name}",0,A,B) :- {pair}, {sometimes}.')
        lines += [f'fails("{name}",0,A,B) :- {pair}, {other}.' for other in otherwise]
    for months in (0, 1):
        lines.append(f'some("months after",{months},A,B) :- {pair}, F <= S, S <= G, later(F,{months},G).')
        lines.append(f'fails("months after",{months},A,B) :- {pair}, F > S.')
        lines.append(f'fails("months after",{months},A,B) :- {pair}, S > G, later(F,{months},G).')
    lines.append("unsure(A,B) :- date(A), date(B), vague(A).")
    lines.append("unsure(A,B) :- date(A), date(B), vague(B).")
    lines.append('certain(O,M,A,B) :- some(O,M,A,B), not fails(O,M,A,B), not unsure(A,B).')
    lines.append("#show some/4. #show certain/4.")
    grades = {}
    for atom in solve("\n".join(lines)):
        name, months, one, two = atom.arguments
        key = (name.string, months.number, one.number, two.number)
        grades[key] = max(grades.get(key, 0), 2 if atom.name == "certain" else 0)
    best = lambda *keys: max([grades[key] for key in keys if key in grades], default=None)
    for one in range(len(texts)):
        for two in range(len(texts)):
            for months in (0, 1):
                after = best(("months after", months, one, two), ("months after", months, two, one), ("overlaps", 0, one, two))
                if after is not None:
                    grades["months of", months, one, two] = after
            if ("overlaps", 0, one, two) not in grades:
                grades["differs from", 0, one, two] = 2
    return grades


def solve(text):
    control = clingo.Control(["--warn=none"])
    control.add("base", [], text)
    control.ground([("base", [])])
    with control.solve(yield_=True) as models:
        for model in models:
            return list(model.symbols(shown=True))
    raise RuntimeError("no model")


def exists(state):
    return state not in ("rejected", "retracted")


def case(program):
    """The case as facts: what holds to which grade."""
    lines = []
    things = program["things"]
    alive = {at for at, (_, state) in enumerate(things) if exists(state)}
    said = {}
    for thing, name, value, says in program["values"]:
        claims = [(by, state) for by, state in says if exists(state)]
        gone = value.startswith("t") and int(value[1:]) not in alive
        if thing in alive and claims and not gone:
            said.setdefault((thing, name), []).append((value, claims))
    cap = {}
    for thing in alive:
        words = [value for value, _ in said.get((thing, "certainty"), [])]
        worth = {'"likely"': 1, '"unclear"': 0}
        cap[thing] = max([worth.get(word, 2) for word in words], default=2)
        if things[thing][1] == "disputed":
            cap[thing] = 0
    for thing in alive:
        for grade in GRADES[: cap[thing] + 1]:
            lines.append(f"is_{grade}(t{thing},{things[thing][0].lower()}).")
        lines.append(f"thing(t{thing}).")
    # A claim is worth the least of what its source, the reviewer and the thing leave of it.
    worth = lambda thing, by, state: min(RELIABILITY[program["sources"][by]], 0 if state == "disputed" else 2, cap[thing])
    for (thing, name), values in said.items():
        lines.append(f'any("{name}",t{thing}).')
        worst = 2
        for value, claims in values:
            grade = max(worth(thing, by, state) for by, state in claims)
            worst = min(worst, grade)
            for word in GRADES[: grade + 1]:
                lines.append(f'value_{word}("{name}",t{thing},{value}).')
            # Asked of one source, a value is as sure as what that source says of it.
            for by, state in claims:
                for word in GRADES[: worth(thing, by, state) + 1]:
                    lines.append(f'by_{word}("{name}",t{thing},{value},s{by}).')
        if all(value.startswith('"') for value, _ in values):
            words = sorted({value.strip('"') for value, _ in values})
            text = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
            lines += [f'all_{word}("{name}",t{thing},"{text}").' for word in GRADES[: worst + 1]]
    lines += [f"order(t{thing},{place})." for place, thing in enumerate(program["order"])]
    return lines


def condition(kind, grade, number, extra):
    """A condition of a rule at a grade, as literals; rules that it needs beside go into `extra`."""
    what, rest = kind[0], kind[1:]
    deny = OPPOSITE[grade]
    if what == "is":
        subject, kinds, negated = rest
        kinds = ";".join(name.lower() for name in kinds)
        if negated:
            return [f"thing({subject})", *(f"not is_possible({subject},{name})" for name in kinds.split(";"))]
        return [f"is_{grade}({subject},({kinds}))"]
    if what == "prop":
        subject, name, value, by, otherwise, every, negated = rest
        if negated:
            of = f'by_{deny}("{name}",{subject},{value},{by})' if by else f'value_{deny}("{name}",{subject},{value})'
            return [f"not {of}"]
        relation = "all" if every else "value"
        if otherwise:
            helper = f"else_{grade}_{number}"
            extra.append(f'{helper}(S,V) :- {relation}_{grade}("{name}",S,V).')
            extra.append(f'{helper}(S,{otherwise}) :- thing(S), not any("{name}",S).')
            return [f"{helper}({subject},{value})"]
        if by:
            return [f'by_{grade}("{name}",{subject},{value},{by})']
        return [f'{relation}_{grade}("{name}",{subject},{value})']
    if what == "pred":
        name, args, negated = rest
        return [f"not {name}_{deny}({','.join(args)})" if negated else f"{name}_{grade}({','.join(args)})"]
    if what == "count":
        of, name, args, into = rest
        args = ",".join(args)
        return [f"{into} = #count{{{of}:{name}_possible({args})}}", f"{into} = #count{{{of}:{name}_{grade}({args})}}"]
    if what == "at least":
        least, of, name, args = rest
        return [f"#count{{{of}:{name}_{grade}({','.join(args)})}} >= {least}"]
    if what == "in":
        left, words, negated = rest
        return [f"{left} != {word}" for word in words] if negated else [f"{left} = ({';'.join(words)})"]
    op, left, right, months = rest
    if op in ("=", "!="):
        return [f"{left} {op} {right}"]
    if op in ("at least", "at most"):
        return [f"{left} {'>=' if op == 'at least' else '<='} {right}"]
    if op == "sorts before":
        return [f"order({left},P{number})", f"order({right},Q{number})", f"P{number} < Q{number}"]
    return [f'date_{grade}("{op}",{months or 0},{left},{right})']


def translate(program, grades):
    lines = case(program)
    used = set(range(len(program["dates"])))
    for (op, months, one, two), grade in grades.items():
        if one in used and two in used:
            lines += [f'date_{word}("{op}",{months},d{one},d{two}).' for word in GRADES[: grade + 1]]
    # Things differ where they are not one, whatever made them known: only values tell whether a rule compares things or dates.
    sources = {by for _, _, _, says in program["values"] for by, _ in says}
    lines += [f"a_thing(s{by})." for by in sorted(sources)] + ["a_thing(T) :- thing(T)."]
    lines += [f'date_{word}("differs from",0,A,B) :- a_thing(A), a_thing(B), A != B.' for word in GRADES]
    number = 0
    for rule in program["rules"]:
        for grade in GRADES[: GRADES.index(rule["most"]) + 1]:
            extra, body = [], []
            for kind in rule["body"]:
                number += 1
                body += condition(kind, grade, number, extra)
            lines += extra
            lines.append(f"{rule['head']}_{grade}({','.join(rule['args'])}) :- {', '.join(body)}.")
    arity = {rule["head"]: len(rule["args"]) for rule in program["rules"]}
    lines += [f"#show {name}_{grade}/{count}." for name, count in arity.items() for grade in GRADES]
    return "\n".join(lines)


def check(program, grades, wrong):
    text = translate(program, grades)
    found = {}
    for atom in solve(text):
        name, grade = atom.name.rsplit("_", 1)
        row = f"{name}({','.join(str(arg) for arg in atom.arguments)})"
        if GRADES.index(grade) >= GRADES.index(found.get(row, "possible")):
            found[row] = grade
    derived = program["derived"]
    for row in sorted(set(found) | set(derived)):
        if found.get(row) != derived.get(row):
            wrong.append(f"seed {program['seed']}: {row} is {derived.get(row)} here and {found.get(row)} by clingo")
    return derived


def main():
    wrong, programs, rows, refused = [], 0, {}, 0
    grades = None
    paths = [word for word in sys.argv[1:] if not word.startswith("--")]
    for line in open(paths[0], encoding="utf-8") if paths else sys.stdin:
        program = json.loads(line)
        if "refused" in program:
            refused = program["refused"]
            continue
        grades = grades or compare_dates(program["dates"])
        before = len(wrong)
        derived = check(program, grades, wrong)
        if len(wrong) > before and "--show" in sys.argv:
            print(program["text"])
            print(translate(program, grades))
            print("\n".join(wrong[before:]))
            return 1
        programs += 1
        for grade in derived.values():
            rows[grade] = rows.get(grade, 0) + 1
    counts = ", ".join(f"{rows.get(grade, 0)} {grade}" for grade in reversed(GRADES))
    print(f"clingo {clingo.__version__}: {programs} programs, {counts}; {refused} refused; {len(wrong)} differ")
    for line in wrong[:20]:
        print(f"  {line}")
    return 1 if wrong or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
