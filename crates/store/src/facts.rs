//! The tables: every record as JSON, beside the columns that are asked for.

use crate::StoreError;
use rollcall_model::problem::Problem;
use rollcall_model::view::View;
use rusqlite::{Connection, OpenFlags, params};
use std::path::Path;

const TABLES: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE claims (id TEXT PRIMARY KEY, mention TEXT, kind TEXT, property TEXT, source TEXT, start INTEGER, state TEXT, json TEXT) WITHOUT ROWID;
    CREATE TABLE entities (id TEXT PRIMARY KEY, kind TEXT, name TEXT, state TEXT, json TEXT) WITHOUT ROWID;
    CREATE TABLE roll (id TEXT PRIMARY KEY, place INTEGER, engagement TEXT, participant TEXT, role TEXT, date TEXT, state TEXT, json TEXT) WITHOUT ROWID;
    CREATE TABLE findings (id TEXT PRIMARY KEY, place INTEGER, rule TEXT, date TEXT, json TEXT) WITHOUT ROWID;
    CREATE TABLE sources (path TEXT PRIMARY KEY, sha256 TEXT, title TEXT, json TEXT) WITHOUT ROWID;
";

const INDEXES: &str = "
    CREATE INDEX claims_mention ON claims (mention);
    CREATE INDEX claims_source ON claims (source, start);
    CREATE INDEX claims_kind ON claims (kind, property);
    CREATE INDEX entities_kind ON entities (kind, name);
    CREATE INDEX roll_engagement ON roll (engagement);
    CREATE INDEX roll_participant ON roll (participant);
    CREATE INDEX findings_rule ON findings (rule);
";

/// Writes all tables in one transaction.
pub(crate) fn write(path: &Path, view: &dyn View) -> Result<(), StoreError> {
    let mut sql = Connection::open(path)?;
    sql.execute_batch(TABLES)?;
    let all = sql.transaction()?;
    {
        let mut row = all.prepare("INSERT INTO claims VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        for (id, stated) in view.claims() {
            let claim = &stated.claim;
            let start = i64::try_from(claim.anchor.start).unwrap_or(i64::MAX);
            row.execute(params![
                id.as_str(),
                claim.mention.as_str(),
                claim.kind.as_str(),
                claim.property,
                claim.anchor.source,
                start,
                stated.state.as_str(),
                serde_json::to_string(stated)?
            ])?;
        }
        let mut row = all.prepare("INSERT INTO entities VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (id, entity) in view.entities() {
            let json = serde_json::to_string(entity)?;
            row.execute(params![id.as_str(), entity.kind.as_str(), entity.name, entity.state.as_str(), json])?;
        }
        // The lists are in an order that means something, which an id does not keep: `place` does.
        let mut row = all.prepare("INSERT OR REPLACE INTO roll VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        for (place, line) in (0_i64..).zip(view.roll()) {
            row.execute(params![
                line.id.as_str(),
                place,
                line.engagement.id.as_str(),
                line.participant.id.as_str(),
                line.role,
                line.engagement.date.as_ref().map(|date| date.as_str()),
                line.state.as_str(),
                serde_json::to_string(line)?
            ])?;
        }
        let mut row = all.prepare("INSERT OR REPLACE INTO findings VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (place, finding) in (0_i64..).zip(view.findings()) {
            let date = finding.date.as_ref().map(|date| date.as_str());
            row.execute(params![finding.id.as_str(), place, finding.rule, date, serde_json::to_string(finding)?])?;
        }
        let mut row = all.prepare("INSERT INTO sources VALUES (?1, ?2, ?3, ?4)")?;
        for source in view.sources() {
            row.execute(params![source.path, source.sha256, source.title(), serde_json::to_string(source)?])?;
        }
    }
    all.commit()?;
    sql.execute_batch(INDEXES)?;
    sql.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Opens the tables with these flags, without making a file.
pub(crate) fn open(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    Ok(Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?)
}

/// SQLite's own check of the file.
pub(crate) fn check(path: &Path) -> Vec<Problem> {
    let answer = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|sql| Ok(sql.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?));
    match answer {
        Ok(answer) if answer == "ok" => Vec::new(),
        Ok(answer) => vec![Problem::new(crate::FACTS, "index-damaged", answer).hint(crate::manifest::HINT)],
        Err(error) => vec![Problem::new(crate::FACTS, "index-damaged", error.to_string()).hint(crate::manifest::HINT)],
    }
}
