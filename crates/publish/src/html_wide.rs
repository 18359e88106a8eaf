//! The two pictures that are made of HTML and CSS alone: the roll matrix and bars on a time axis.
//!
//! The main functions are [`matrix`] and [`bars`]. The matrix is a real table, so that it can be heard as well as seen;
//! places on an axis are classes of the style sheet (`l0` to `l100`, `w1` to `w100`), because nothing is styled in place.

use crate::block::{Bars, Cell, Column, Lanes, Matrix, MatrixRow};
use crate::html::{Pen, draw_line, runs};
use crate::marks::legend_in;
use crate::say::Say;
use maud::{Markup, html};

/// The matrix with its legend, its notes and its list for a narrow screen.
pub(crate) fn matrix(pen: &mut Pen, matrix: &Matrix) -> Markup {
    let list = html! { ol class="lines narrow" { @for line in &matrix.list { (draw_line(pen, line)) } } };
    html! {
        div class="wide" {
            div class="scroll matrix" role="region" aria-label=(matrix.caption) tabindex="0" {
                table {
                    caption { (matrix.caption) }
                    (matrix_head(pen, matrix))
                    tbody { @for row in &matrix.rows { (matrix_row(pen, matrix, row)) } }
                    @if matrix.ticks.iter().any(|ticks| !ticks.is_empty()) { (ticks(pen, matrix)) }
                }
            }
            (legend(pen.say, matrix))
            @if !matrix.measures.is_empty() {
                h2 class="small" { (pen.say.say("measures-in-table")) }
                ol class="plain" { @for words in &matrix.measures { li { (runs(pen, words)) } } }
            }
        }
        (list)
    }
}

fn legend(say: Say, matrix: &Matrix) -> Markup {
    html! {
        h2 class="small" { (say.say("legend")) }
        ul class="legend" {
            @for (mark, says) in legend_in(say) { li { span class="key" { (mark) } " " (says) } }
            @if matrix.columns.iter().any(|column| column.moment) { li { span class="key moment" {} " " (say.say("legend-moment")) } }
            @if !matrix.measures.is_empty() { li { span class="key band" { "1" } " " (say.say("legend-band")) } }
            @if matrix.ticks.iter().any(|ticks| !ticks.is_empty()) { li { span class="key" { "╵" } " " (say.say("legend-tick")) } }
        }
    }
}

fn edge(column: &Column) -> &'static str {
    match (column.moment, column.rule) {
        (true, _) => "moment",
        (false, true) => "year",
        (false, false) => "",
    }
}

fn class(column: &Column, more: &str) -> Option<String> {
    let class = format!("{} {more}", edge(column));
    let class = class.trim();
    (!class.is_empty()).then(|| class.to_string())
}

fn matrix_head(pen: &Pen, matrix: &Matrix) -> Markup {
    html! { thead {
        @if !matrix.groups.is_empty() {
            tr class="groups" {
                td {}
                @for (name, width) in &matrix.groups { th scope="colgroup" colspan=(width) class="year" { (name) } }
            }
        }
        tr {
            th scope="col" class="party" { (pen.say.say("party")) }
            @for column in &matrix.columns { th scope="col" class=[class(column, "")] {
                span class="up" {
                    @if let Some(to) = &column.to { a href=(pen.href(to)) { (column.name) } } @else { (column.name) }
                    @if !column.when.is_empty() { span class="quiet" { ", " (column.when) } }
                }
            } }
        }
    } }
}

fn matrix_row(pen: &Pen, matrix: &Matrix, row: &MatrixRow) -> Markup {
    html! { tr {
        th scope="row" class="party" {
            @if let Some(to) = &row.to { a href=(pen.href(to)) { (row.name) } } @else { (row.name) }
        }
        @for (cell, column) in row.cells.iter().zip(&matrix.columns) { (matrix_cell(pen, cell, column)) }
    } }
}

fn matrix_cell(pen: &Pen, cell: &Cell, column: &Column) -> Markup {
    html! { td class=[class(column, if cell.band { "band" } else { "" })] {
        @for (number, to) in &cell.begins {
            a class="begins" href=(pen.href(to)) { span class="hear" { (pen.say.say("measure-begins")) " " } (pen.say.number(number)) span class="hear" { " " (pen.say.say("measure-in-force")) " " } }
        }
        @if !cell.says.is_empty() {
            @if let Some(to) = &cell.to {
                a class="mark" href=(pen.href(to)) { span aria-hidden="true" { (cell.mark) } span class="hear" { (cell.says) } }
            } @else {
                span class="blank" { span aria-hidden="true" { (cell.mark) } span class="hear" { (cell.says) } }
            }
        }
    } }
}

fn ticks(pen: &Pen, matrix: &Matrix) -> Markup {
    html! { tfoot { tr {
        th scope="row" class="party" { (pen.say.say("part-abuses")) }
        @for (ticks, column) in matrix.ticks.iter().zip(&matrix.columns) {
            td class=[class(column, "ticks")] { @for tick in ticks {
                a href=(pen.href(&tick.to)) { span aria-hidden="true" { "╵" } span class="hear" { (tick.says) ". " } }
            } }
        }
    } } }
}

/// Bars under one axis, each with its time in words.
pub(crate) fn bars(pen: &Pen, bars: &Bars) -> Markup {
    let years = bars.years.1 - bars.years.0 + 1;
    let step = (years + 7) / 8;
    html! {
        div class="bars" role="group" aria-label=(bars.caption) {
            p class="axis" aria-hidden="true" {
                @for year in (0..years).filter(|year| year % step == 0) {
                    span class={ "l" (year * 100 / years) } { (pen.say.number(bars.years.0 + year)) }
                }
            }
            ul {
                @for row in &bars.rows { li {
                    p { (runs(pen, &row.words)) " " span class="quiet" { (row.when) } }
                    div class="track" aria-hidden="true" { @for bar in &row.bars {
                        @match bar.width {
                            Some(width) => span class={ "bar l" (bar.left) " w" (width) @if bar.open { " open" } @if bar.within { " within" } } {},
                            None => span class={ "dot l" (bar.left) } {},
                        }
                    } }
                } }
            }
        }
    }
}

/// Lanes on an axis of years: a real table, whose numbers lead to what they count, each on a shade of its size.
pub(crate) fn lanes(pen: &Pen, lanes: &Lanes) -> Markup {
    let most = lanes.lanes.iter().flat_map(|lane| lane.years.iter().flatten()).map(|(number, _)| *number).max();
    let size = |number: usize| (number * 9).div_ceil(most.unwrap_or(1).max(1));
    html! {
        div class="scroll lanes" role="region" aria-label=(lanes.caption) tabindex="0" { table {
            caption { (lanes.caption) }
            thead { tr {
                th scope="col" { (pen.say.say("lane")) }
                @for year in &lanes.years { th scope="col" { (year) } }
            } }
            tbody { @for lane in &lanes.lanes { tr {
                th scope="row" { a href=(pen.href(&lane.to)) { (lane.name) } }
                @for cell in &lane.years { td { @if let Some((number, to)) = cell {
                    a href=(pen.href(to)) { (pen.say.number(number)) span class={ "stem s" (size(*number)) } aria-hidden="true" {} }
                } } }
            } } }
        } }
    }
}
