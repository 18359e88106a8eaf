//! Makes and looks at what the comparison of names is made of.
//!
//! `names people IN OUT` writes the table of people's names; `names measures CASES.csv OUT.csv` writes the measures of pairs.

use rollcall_names::{Kind, Name, compare_parsed, train};
use std::io::Write;

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["people", from, to] => std::fs::write(to, train::people_table(&std::fs::read_to_string(from)?)),
        ["measures", from, to] => measures(from, to),
        ["show", kind, one, two] => {
            let kind = Kind::of_schema(kind);
            let mut out = std::io::stdout();
            writeln!(out, "{}\n{}", train::parts(one, kind), train::parts(two, kind))?;
            let (a, b) = (Name::parse(one, kind), Name::parse(two, kind));
            for ((name, _), value) in train::MEASURES.iter().zip(train::measures(&a, &b)) {
                writeln!(out, "{value:6} {name}")?;
            }
            let found = compare_parsed(&a, &b);
            writeln!(out, "{} {}", found.score, found.why)
        }
        _ => Err(std::io::Error::other("see the head of this file")),
    }
}

fn measures(from: &str, to: &str) -> std::io::Result<()> {
    let mut reader = csv::Reader::from_path(from).map_err(std::io::Error::other)?;
    let heads = reader.headers().map_err(std::io::Error::other)?.clone();
    let column = |name: &str| heads.iter().position(|head| head == name);
    let (Some(one), Some(two), Some(schema)) = (column("name1"), column("name2"), column("schema")) else {
        return Err(std::io::Error::other("a column is missing"));
    };
    let mut out = std::io::BufWriter::new(std::fs::File::create(to)?);
    for record in reader.records() {
        let record = record.map_err(std::io::Error::other)?;
        let kind = Kind::of_schema(&record[schema]);
        let (a, b) = (Name::parse(&record[one], kind), Name::parse(&record[two], kind));
        let row = train::measures(&a, &b).map(|value| value.to_string());
        writeln!(out, "{}", row.join(","))?;
    }
    out.flush()
}
