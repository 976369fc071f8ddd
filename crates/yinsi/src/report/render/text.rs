//! For terminals: the report on a screen or two.

use std::fmt::Write as _;

use super::super::law::Kind;
use super::super::summary::Summary;
use super::charts::wide;
use super::{Lang, disclaimer, grouped, method, multiple, percent, size, visible};

/// Columns of a bar.
const BAR: usize = 24;

/// Rows of a table of files, and of faults, that are told one by one.
const ROWS: usize = 20;

/// The report for people, in plain text; `colour` adds ANSI colours.
pub fn text(summary: &Summary, lang: Lang, colour: bool) -> String {
    let page = Page { summary, lang, colour };
    let mut out = String::new();
    for part in [
        Page::head,
        Page::entities,
        Page::people,
        Page::law,
        Page::files,
        Page::left_out,
        Page::review,
        Page::foot,
    ] {
        part(&page, &mut out);
    }
    out
}

struct Page<'a> {
    summary: &'a Summary,
    lang: Lang,
    colour: bool,
}

impl Page<'_> {
    fn style(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn title(&self, out: &mut String, en: &str, zh: &str) {
        let _ = writeln!(out, "\n{}", self.style("1", self.lang.of(en, zh)));
    }

    fn head(&self, out: &mut String) {
        let (totals, lang) = (&self.summary.totals, self.lang);
        let facts = [
            (totals.files, lang.of("files", "个文件")),
            (totals.records, lang.of("records", "条记录")),
            (totals.records_with_findings, lang.of("with findings", "条含个人信息")),
        ];
        let facts: Vec<String> =
            facts.iter().map(|(number, what)| format!("{} {what}", grouped(*number))).collect();
        let title = lang.of("Personal information audit", "个人信息审计");
        let _ = writeln!(out, "{}  {} · {}", self.style("1", title), size(totals.bytes), facts.join(" · "));
        let unit = lang.of("units", "条（信息）");
        let people = totals.people.map_or_else(|| "–".to_owned(), grouped);
        let numbers = [
            (grouped(totals.units), unit),
            (people, lang.of("people", "人")),
            (grouped(totals.values), lang.of("distinct values", "个不重复值")),
            (grouped(totals.hits), lang.of("findings", "处命中")),
        ];
        out.push('\n');
        for (number, what) in numbers {
            let _ = write!(out, "  {} {what}   ", self.style("1;36", &number));
        }
        out.push('\n');
        let repeated = (grouped(totals.duplicates), grouped(totals.unidentified));
        let _ = match lang {
            Lang::En => writeln!(
                out,
                "  {} repeated records and {} that identify nobody are not counted as units",
                repeated.0, repeated.1
            ),
            Lang::Zh => {
                writeln!(out, "  未计入条数：重复记录{}条，不能识别个人的记录{}条", repeated.0, repeated.1)
            }
        };
    }

    fn entities(&self, out: &mut String) {
        let entities = &self.summary.entities;
        if entities.is_empty() {
            let _ = writeln!(out, "\n{}", self.lang.of("Nothing was found.", "未发现个人信息。"));
            return;
        }
        self.title(out, "By entity", "按种类");
        let most = entities.iter().map(|entity| entity.hits).max().unwrap_or(1).max(1);
        let width = entities.iter().map(|entity| entity.entity.len()).max().unwrap_or(0);
        let (hits, values) = (self.lang.of("findings", "命中"), self.lang.of("distinct", "不重复"));
        let pad =
            |text: &str, columns: usize| format!("{}{text}", " ".repeat(columns.saturating_sub(wide(text))));
        let _ = writeln!(out, "  {:width$} {:BAR$} {} {}", "", "", pad(hits, 13), pad(values, 13));
        for one in entities {
            let full = (one.hits as u128 * BAR as u128).div_ceil(u128::from(most)) as usize;
            let bar = format!("{}{}", "█".repeat(full), " ".repeat(BAR - full.min(BAR)));
            let (hits, values) = (grouped(one.hits), grouped(one.values));
            let bar = self.style("36", &bar);
            let _ = writeln!(out, "  {:width$} {bar} {hits:>13} {values:>13}", visible(&one.entity));
        }
    }

    fn people(&self, out: &mut String) {
        let Some(people) = &self.summary.people else { return };
        if people.people == 0 {
            return;
        }
        self.title(out, "People by number of identifying values", "按识别性取值个数的人数");
        let shown: Vec<String> = people
            .by_identifiers
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(at, count)| format!("{at}{}: {}", if at == 8 { "+" } else { "" }, grouped(*count)))
            .collect();
        let _ = writeln!(out, "  {}", shown.join("   "));
        for hub in people.hubs.iter().take(5) {
            let (entity, file) = (visible(&hub.entity), visible(&hub.file));
            let (others, row) = (grouped(hub.others), hub.row);
            let _ = match self.lang {
                Lang::En => writeln!(
                    out,
                    "  shared, links nobody: {entity} beside {others} others ({file}, row {row})"
                ),
                Lang::Zh => {
                    writeln!(out, "  共用号码，不归并：{entity}，对应{others}个主体（{file}，第{row}行）")
                }
            };
        }
    }

    fn law(&self, out: &mut String) {
        let lang = self.lang;
        self.title(out, "Lines of the law", "法律标准");
        for verdict in &self.summary.law {
            match verdict.kind {
                Kind::Units => {
                    let _ = writeln!(out, "  {} ({})", lang.word(&verdict.name), verdict.date);
                    let mut readings = verdict.readings.clone();
                    readings.dedup_by(|strict, cautious| strict.lines == cautious.lines);
                    let several = readings.len() > 1;
                    for reading in &readings {
                        let code =
                            ["32", "33", "31"].get(usize::from(reading.degree)).copied().unwrap_or("31");
                        let which = match reading.strict {
                            _ if !several => "",
                            false => lang.of("cautious reading: ", "审慎口径："),
                            true => lang.of("strict reading: ", "从严口径："),
                        };
                        let _ =
                            writeln!(out, "    {which}{}", self.style(code, lang.word(&reading.statement)));
                    }
                }
                Kind::People => {
                    for threshold in verdict.thresholds.iter().filter(|threshold| threshold.reached) {
                        let (people, least) = (grouped(threshold.people), grouped(threshold.least));
                        let name = format!("{}: {}", lang.word(&verdict.name), lang.word(&threshold.name));
                        let times = multiple(threshold.times);
                        let _ = match lang {
                            _ if threshold.least == 1 => {
                                let what = lang.of("people", "人");
                                writeln!(out, "  {name}: {people} {what} ({})", threshold.article)
                            }
                            Lang::En => writeln!(
                                out,
                                "  {name}: {people} people, {times} times {least} ({})",
                                threshold.article
                            ),
                            Lang::Zh => writeln!(
                                out,
                                "  {name}：{people}人，为{least}人的{times}倍（{}）",
                                threshold.article
                            ),
                        };
                    }
                }
                Kind::Presence => {
                    let there = verdict.classes.iter().filter(|class| class.records > 0);
                    let there: Vec<String> = there
                        .map(|class| {
                            format!("{} {}", lang.word(&class.name), grouped(class.people.max(class.records)))
                        })
                        .collect();
                    if !there.is_empty() {
                        let _ = writeln!(out, "  {}: {}", lang.word(&verdict.name), lang.join(&there));
                    }
                }
            }
        }
        let _ = writeln!(out, "  {}", self.style("2", disclaimer(lang)));
    }

    fn files(&self, out: &mut String) {
        let mut files: Vec<_> = self.summary.files.iter().filter(|file| file.hits > 0).collect();
        if files.is_empty() {
            return;
        }
        files.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.file.cmp(&b.file)));
        self.title(out, "Files with findings", "含个人信息的文件");
        for file in files.iter().take(ROWS) {
            let (hits, records) = (grouped(file.hits), grouped(file.records));
            let what = (self.lang.of("findings in", "处命中 /"), self.lang.of("records", "条记录"));
            let _ =
                writeln!(out, "  {hits:>13} {} {records:>11} {}  {}", what.0, what.1, visible(&file.file));
        }
        self.more(out, files.len());
    }

    fn left_out(&self, out: &mut String) {
        if !self.summary.excluded.is_empty() {
            self.title(out, "Left out: specimens and test numbers", "已剔除：公开样例与测试号码");
            for one in self.summary.excluded.iter().take(ROWS) {
                let (entity, value, why) = (visible(&one.entity), visible(&one.value), visible(&one.reason));
                let _ = writeln!(out, "  {:>8} {entity} {value} ({why})", grouped(one.hits));
            }
            self.more(out, self.summary.excluded.len());
        }
        if !self.summary.unread.is_empty() {
            self.title(out, "Not read", "未能读取");
            for one in self.summary.unread.iter().take(ROWS) {
                let line = if one.line > 0 { format!(":{}", one.line) } else { String::new() };
                let _ = writeln!(
                    out,
                    "  {}{line}: {}: {}",
                    visible(&one.file),
                    visible(&one.lost),
                    visible(&one.reason)
                );
            }
            self.more(out, self.summary.unread.len());
        }
    }

    fn more(&self, out: &mut String, all: usize) {
        if let Some(more) = all.checked_sub(ROWS).filter(|more| *more > 0) {
            let _ = writeln!(out, "  {} {}", self.lang.of("and more:", "另有"), grouped(more as u64));
        }
    }

    fn review(&self, out: &mut String) {
        let Some(share) = self.summary.review.as_ref().and_then(|review| review.share) else { return };
        self.title(out, "Review of a sample", "抽样复核");
        let (share_of, low, high) = (percent(share.share), percent(share.low), percent(share.high));
        let _ = match self.lang {
            Lang::En => writeln!(
                out,
                "  {} of {} reviewed findings are right: {share_of} (95 % interval {low} to {high})",
                share.right, share.reviewed
            ),
            Lang::Zh => writeln!(
                out,
                "  已复核{}处，其中{}处正确：{share_of}（95%置信区间{low}至{high}）",
                share.reviewed, share.right
            ),
        };
    }

    fn foot(&self, out: &mut String) {
        let tool = &self.summary.tool;
        self.title(out, "Method", "方法");
        let _ = writeln!(out, "  {}", method(self.summary, self.lang));
        let time = tool.time.as_ref().map_or_else(String::new, |time| format!(" · {}", visible(time)));
        let short: String = tool.rules_sha256.chars().take(16).collect();
        let line = format!("yinsi {} · {} rules, SHA-256 {short}…{time}", tool.version, tool.rules);
        let _ = writeln!(out, "  {}", self.style("2", &line));
    }
}
