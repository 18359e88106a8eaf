//! `xlsx/1` and `ods/1`: the sheets of a workbook as one text.
//!
//! The main function is [`extract`]. Each sheet becomes a table of comma-separated values ([`grid`]), one line for each row
//! that holds anything, so that a cell of a workbook has a place in a text as a cell of a CSV file has, and one reader of
//! records serves both. Numbers stand as they are kept, dates as ISO 8601 says them to the part that the sheet shows
//! ([`dates`]). What a workbook says by looks alone, and a text cannot (merged cells, struck out words, formulas without a
//! value), is noted beside the text and left to the reader of records: here nothing is guessed.
//!
//! Why not a library that reads workbooks: those at hand drop what is struck out and how a date is shown, and unpack
//! without bounds. The parts that are needed of both formats are few.

mod dates;
mod grid;
mod ods;
mod xlsx;
mod xml;
mod zip;

use crate::error::ExtractError;
use crate::limits::Limits;
use rollcall_model::layer::Layer;

pub(crate) const XLSX: &str = "xlsx/1";
pub(crate) const ODS: &str = "ods/1";

pub(crate) fn extract(bytes: &[u8], name: &str, limits: &Limits) -> Result<Layer, ExtractError> {
    let mut zip = zip::Zip::open(bytes, limits.max_unpacked_bytes)?;
    let sheets = if name == XLSX { xlsx::sheets(&mut zip, limits) } else { ods::sheets(&mut zip, limits) }?;
    grid::layer(name, sheets, limits)
}

/// The error of a workbook that does not hold together.
fn broken(why: &str) -> ExtractError {
    ExtractError::BrokenFile { why: format!("it does not hold together as a workbook: {why}") }
}

#[cfg(test)]
mod tests;
