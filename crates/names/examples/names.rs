//! Makes the parts of the comparison of names that are learnt or packed, and measures them.
//!
//! ```text
//! names people GROUPS.txt TABLE.bin      the table of people's names
//! names japanese NAMES.txt TABLE.bin     the table of Japanese names and their readings
//! names show SCHEMA NAME NAME            what is made of two names
//! names learn CASES.csv --out MODEL      learns the weights; `--folds N` judges instead each pair by weights that were
//!                                        learnt without it, rules and customs applied, and writes nothing
//! names score CASES.csv...               how well the shipped comparison does, by group
//! names speed CASES.csv N                how long a pair takes: N pairs of the two columns crossed, each once
//! ```
//!
//! Learning: boosted stumps with logistic loss (J. Friedman, "Greedy function approximation", 2001; second-order steps
//! as in T. Chen and C. Guestrin, "XGBoost", 2016), a stump moving only the way that its measure may. What comes out is
//! a table of points for each measure, so that a score is a sum of parts that can be said in words.

use rollcall_names::train::{self, COUNT, MEASURES, Measures};
use rollcall_names::{Kind, Name, compare_parsed};
use std::collections::BTreeMap;
use std::io::{Error, Result, Write};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut out = std::io::stdout().lock();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["people", from, to] => std::fs::write(to, train::people_table(&std::fs::read_to_string(from)?)),
        ["japanese", from, to] => std::fs::write(to, train::japanese_table(&std::fs::read_to_string(from)?)),
        ["show", schema, one, two] => show(&mut out, Kind::of_schema(schema), one, two),
        ["score", ref files @ ..] => score(&mut out, files),
        ["speed", file, count] => speed(&mut out, file, count.parse().map_err(Error::other)?, Kind::Person),
        ["speed", file, count, schema] => {
            speed(&mut out, file, count.parse().map_err(Error::other)?, Kind::of_schema(schema))
        }
        ["learn", ref options @ ..] => learn(&mut out, options),
        _ => Err(Error::other("what to do stands at the head of this file")),
    }
}

fn show(out: &mut impl Write, kind: Kind, one: &str, two: &str) -> Result<()> {
    writeln!(out, "{}\n{}", train::parts(one, kind), train::parts(two, kind))?;
    let (a, b) = (Name::parse(one, kind), Name::parse(two, kind));
    let measures = train::measures(&a, &b);
    for (at, (name, _)) in MEASURES.iter().enumerate().filter(|(at, _)| measures[*at] != 0) {
        writeln!(out, "{:6} {:6} {name}", measures[at], train::points(at, measures[at]))?;
    }
    let found = compare_parsed(&a, &b);
    writeln!(out, "{} {}", found.score, found.why)
}

/// A labelled pair.
#[derive(Clone)]
struct Row {
    measures: Measures,
    is_match: bool,
    /// How much it counts in learning.
    weight: f64,
    group: String,
    text: String,
    names: [String; 2],
    given: [String; 2],
    kind: Kind,
}

impl Row {
    fn parsed(&self) -> (Name, Name) {
        (Name::parse(&self.given[0], self.kind), Name::parse(&self.given[1], self.kind))
    }
}

struct Settings {
    out: Option<String>,
    folds: usize,
    rounds: usize,
    rate: f64,
    ridge: f64,
    least: f64,
    made: f64,
    show: bool,
    seeds: usize,
}

fn learn(out: &mut impl Write, options: &[&str]) -> Result<()> {
    let mut settings =
        Settings { out: None, folds: 0, rounds: 160, rate: 0.1, ridge: 2.0, least: 2.0, made: 0.0, show: false, seeds: 5 };
    let (mut own, mut made) = (Vec::new(), Vec::new());
    let mut words = options.iter().copied();
    while let Some(word) = words.next() {
        let mut next = || words.next().unwrap_or_default();
        match word {
            "--out" => settings.out = Some(next().to_string()),
            "--folds" => settings.folds = next().parse().unwrap_or(10),
            "--rounds" => settings.rounds = next().parse().unwrap_or(160),
            "--rate" => settings.rate = next().parse().unwrap_or(0.1),
            "--ridge" => settings.ridge = next().parse().unwrap_or(1.0),
            "--least" => settings.least = next().parse().unwrap_or(4.0),
            "--weight" => settings.made = next().parse().unwrap_or(0.0),
            "--seeds" => settings.seeds = next().parse().unwrap_or(5),
            "--show" => settings.show = true,
            "--made" => made.extend(rows(next())?),
            file => own.extend(rows(file)?),
        }
    }
    // All made-up pairs together count as `--weight` times all real ones.
    let each = settings.made * own.len() as f64 / made.len().max(1) as f64;
    made.iter_mut().for_each(|row| row.weight = each);
    if settings.folds > 1 {
        return cross(out, &own, &made, &settings);
    }
    let all: Vec<&Row> = own.iter().chain(&made).collect();
    let model = fit(&all, &settings);
    let text = model.text();
    match &settings.out {
        Some(file) => std::fs::write(file, text),
        None => out.write_all(text.as_bytes()),
    }
}

fn rows(file: &str) -> Result<Vec<Row>> {
    let mut reader = csv::Reader::from_path(file).map_err(Error::other)?;
    let heads = reader.headers().map_err(Error::other)?.clone();
    let column =
        |name: &str| heads.iter().position(|head| head == name).ok_or_else(|| Error::other(format!("{file}: no `{name}`")));
    let group = column("case_group").or_else(|_| column("group"))?;
    let (one, two, schema, is) = (column("name1")?, column("name2")?, column("schema").ok(), column("is_match")?);
    let quality = column("quality").ok();
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(Error::other)?;
        let schema = schema.map_or("", |at| &record[at]);
        let kind = Kind::of_schema(schema);
        let measures = train::measures(&Name::parse(&record[one], kind), &Name::parse(&record[two], kind));
        all.push(Row {
            measures,
            is_match: &record[is] == "true",
            // How sure those are who labelled it.
            weight: match quality.and_then(|at| record.get(at)) {
                Some("STRONG") => 3.0,
                Some("WEAK") => 0.5,
                _ => 1.0,
            },
            group: record[group].to_string(),
            text: format!("{schema} | {} | {} | {}", &record[one], &record[two], &record[is]),
            names: [record[one].to_lowercase(), record[two].to_lowercase()],
            given: [record[one].to_string(), record[two].to_string()],
            kind,
        });
    }
    Ok(all)
}

/// What each value of each measure is worth, in log odds.
struct Model {
    bias: f64,
    /// For each measure, from which value on so much is added.
    steps: Vec<BTreeMap<i32, f64>>,
}

impl Model {
    /// What a pair is worth, in log odds.
    fn of(&self, measures: &Measures) -> f64 {
        let part =
            |(at, steps): (usize, &BTreeMap<i32, f64>)| -> f64 { steps.range(..=measures[at]).map(|(_, add)| add).sum() };
        self.bias + self.steps.iter().enumerate().map(part).sum::<f64>()
    }

    /// The file of the model: hundredths of log odds.
    fn text(&self) -> String {
        let mut text =
            "# Learnt by `cargo xtask names-train`, do not edit: a measure, then from which value on which points hold.\n"
                .to_string();
        text.push_str(&format!("bias\t{}\n", hundredths(self.bias)));
        for (at, steps) in self.steps.iter().enumerate() {
            let mut sum = 0.0;
            let mut cells = Vec::new();
            for (from, add) in steps {
                sum += add;
                cells.push(format!("{from}:{}", hundredths(sum)));
            }
            text.push_str(&format!("{}\t{}\n", MEASURES[at].0, cells.join(" ")));
        }
        text
    }
}

fn hundredths(odds: f64) -> i32 {
    (odds * 100.0).round() as i32
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn fit(rows: &[&Row], settings: &Settings) -> Model {
    let total: f64 = rows.iter().map(|row| row.weight).sum();
    let yes: f64 = rows.iter().filter(|row| row.is_match).map(|row| row.weight).sum();
    let mut model = Model { bias: (yes / (total - yes)).ln(), steps: vec![BTreeMap::new(); COUNT] };
    let mut margin = vec![model.bias; rows.len()];
    let orders: Vec<Vec<usize>> = (0..COUNT)
        .map(|at| {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_by_key(|row| (rows[*row].measures[at], *row));
            order
        })
        .collect();
    for _ in 0..settings.rounds {
        let slopes: Vec<(f64, f64)> = rows
            .iter()
            .zip(&margin)
            .map(|(row, margin)| {
                let p = sigmoid(*margin);
                (row.weight * (f64::from(u8::from(row.is_match)) - p), row.weight * p * (1.0 - p))
            })
            .collect();
        let Some(stump) = best(rows, &orders, &slopes, settings) else { break };
        model.bias += settings.rate * stump.below;
        *model.steps[stump.at].entry(stump.from).or_default() += settings.rate * (stump.above - stump.below);
        for (row, margin) in rows.iter().zip(margin.iter_mut()) {
            *margin += settings.rate * if row.measures[stump.at] >= stump.from { stump.above } else { stump.below };
        }
    }
    model
}

struct Stump {
    at: usize,
    from: i32,
    below: f64,
    above: f64,
}

fn best(rows: &[&Row], orders: &[Vec<usize>], slopes: &[(f64, f64)], settings: &Settings) -> Option<Stump> {
    let (all, bends) = slopes.iter().fold((0.0, 0.0), |sum, slope| (sum.0 + slope.0, sum.1 + slope.1));
    let total: f64 = rows.iter().map(|row| row.weight).sum();
    let gain = |slope: f64, bend: f64| slope * slope / (bend + settings.ridge);
    let mut found: Option<(f64, Stump)> = None;
    for (at, order) in orders.iter().enumerate() {
        let (mut slope, mut bend, mut count) = (0.0, 0.0, 0.0);
        for pair in order.windows(2) {
            slope += slopes[pair[0]].0;
            bend += slopes[pair[0]].1;
            count += rows[pair[0]].weight;
            let (here, next) = (rows[pair[0]].measures[at], rows[pair[1]].measures[at]);
            let rest = total - count;
            if here == next || count < settings.least || rest < settings.least {
                continue;
            }
            let (below, above) = (slope / (bend + settings.ridge), (all - slope) / (bends - bend + settings.ridge));
            let way = f64::from(MEASURES[at].1);
            if way * (above - below) < 0.0 {
                continue;
            }
            let won = gain(slope, bend) + gain(all - slope, bends - bend);
            if found.as_ref().is_none_or(|(most, _)| won > *most + 1e-9) {
                found = Some((won, Stump { at, from: (here + next + 1).div_euclid(2).max(here + 1), below, above }));
            }
        }
    }
    found.map(|(_, stump)| stump)
}

/// Judges rows by models that have seen no row with either of their names.
fn cross(out: &mut impl Write, own: &[Row], made: &[Row], settings: &Settings) -> Result<()> {
    let mut sums: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    let mut margins = vec![0.0; own.len()];
    let mut wrong = vec![0; own.len()];
    for seed in 0..settings.seeds {
        let mut counts: BTreeMap<String, [u32; 3]> = BTreeMap::new();
        for fold in 0..settings.folds {
            let in_fold = |at: usize| place(at, seed) % settings.folds == fold;
            let held: Vec<&Row> = own.iter().enumerate().filter(|(at, _)| in_fold(*at)).map(|(_, row)| row).collect();
            let seen = |row: &&Row| !held.iter().any(|other| other.names == row.names);
            let rest = own.iter().enumerate().filter(|(at, _)| !in_fold(*at)).map(|(_, row)| row).filter(seen);
            let model = fit(&rest.chain(made).collect::<Vec<_>>(), settings);
            for (at, row) in own.iter().enumerate().filter(|(at, _)| in_fold(*at)) {
                let margin = model.of(&row.measures);
                margins[at] += margin / settings.seeds as f64;
                let (a, b) = row.parsed();
                let says = train::is_match_by(&a, &b, |measures| hundredths(model.of(measures)));
                wrong[at] += usize::from(says != row.is_match);
                for group in ["all", &row.group] {
                    let count = counts.entry(group.to_string()).or_default();
                    count[0] += u32::from(says && row.is_match);
                    count[1] += u32::from(says && !row.is_match);
                    count[2] += u32::from(!says && row.is_match);
                }
            }
        }
        for (group, [hit, extra, missed]) in counts {
            let sum = sums.entry(group).or_default();
            let (hit, extra, missed) = (f64::from(hit), f64::from(extra), f64::from(missed));
            sum[0] += hit / (hit + extra).max(1.0);
            sum[1] += hit / (hit + missed).max(1.0);
            sum[2] += 2.0 * hit / (2.0 * hit + extra + missed).max(1.0);
        }
    }
    for (group, sum) in &sums {
        let mean = sum.map(|value| value / settings.seeds as f64);
        writeln!(out, "{group:20} P {:.3}  R {:.3}  F1 {:.3}", mean[0], mean[1], mean[2])?;
    }
    if settings.show {
        let mut shown: Vec<usize> = (0..own.len()).filter(|at| wrong[*at] > 0).collect();
        shown.sort_by(|a, b| margins[*b].abs().total_cmp(&margins[*a].abs()));
        for at in shown {
            writeln!(out, "{:6.2} wrong {} of {} times: {}", margins[at], wrong[at], settings.seeds, own[at].text)?;
        }
    }
    Ok(())
}

/// Where a row comes in a shuffled order that is the same everywhere (SplitMix64).
fn place(at: usize, seed: usize) -> usize {
    let mut x =
        (at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add((seed as u64).wrapping_mul(0xd1b5_4a32_d192_ed03));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) as usize % 1_000_003
}

fn score(out: &mut impl Write, files: &[&str]) -> Result<()> {
    for file in files {
        let mut groups: BTreeMap<String, [u32; 3]> = BTreeMap::new();
        for row in rows(file)? {
            let (a, b) = row.parsed();
            let found = compare_parsed(&a, &b);
            let says = found.is_match();
            for group in ["all", &row.group] {
                let count = groups.entry(group.to_string()).or_default();
                count[0] += u32::from(says && row.is_match);
                count[1] += u32::from(says && !row.is_match);
                count[2] += u32::from(!says && row.is_match);
            }
            if says != row.is_match {
                writeln!(out, "  {} {} ({})", found.score, row.text, found.why)?;
            }
        }
        for (group, [hit, extra, missed]) in groups {
            let f1 = f64::from(2 * hit) / f64::from((2 * hit + extra + missed).max(1));
            writeln!(out, "{group:24} right {hit:4}  too many {extra:3}  missed {missed:3}  F1 {f1:.3}")?;
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn speed(out: &mut impl Write, file: &str, count: usize, kind: Kind) -> Result<()> {
    let rows = rows(file)?;
    let column = |at: usize| -> Vec<&str> {
        let names: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.given[at].as_str()).collect();
        names.into_iter().collect()
    };
    let (left, right) = (column(0), column(1));
    let mut pairs: Vec<(usize, &str, &str)> = left
        .iter()
        .flat_map(|one| right.iter().map(move |two| (*one, *two)))
        .zip(0..)
        .map(|((a, b), n)| (place(n, 7), a, b))
        .collect();
    pairs.sort_unstable();
    pairs.truncate(count);
    let mut sum = 0u64;
    let began = std::time::Instant::now();
    for (_, a, b) in &pairs {
        sum += u64::from(compare_parsed(&Name::parse(a, kind), &Name::parse(b, kind)).score);
    }
    let all = began.elapsed();
    let began = std::time::Instant::now();
    let parsed: Vec<(Name, Name)> = pairs.iter().map(|(_, a, b)| (Name::parse(a, kind), Name::parse(b, kind))).collect();
    let parse = began.elapsed();
    let began = std::time::Instant::now();
    sum += parsed.iter().map(|(a, b)| u64::from(compare_parsed(a, b).score)).sum::<u64>();
    let compare = began.elapsed();
    let each = |took: std::time::Duration| took.as_nanos() / pairs.len().max(1) as u128;
    let count = pairs.len();
    writeln!(
        out,
        "{count} pairs: {} ns a pair; parsing both {}, comparing {} (sum {sum})",
        each(all),
        each(parse),
        each(compare)
    )
}
