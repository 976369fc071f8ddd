//! A page that stands alone: no script, nothing from elsewhere, light and dark, screen and paper.

use std::fmt::Write as _;

use super::super::law::Kind;
use super::super::summary::Summary;
use super::page::{self, Section};
use super::{Lang, disclaimer, grouped, method, size, visible};

const STYLE: &str = include_str!("style.css");

/// The report as one HTML document.
pub fn html(summary: &Summary, lang: Lang) -> String {
    let title = lang.of("Personal information audit", "个人信息审计报告");
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"generator\" content=\"yinsi {}\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        lang.of("en", "zh-CN"),
        escape(&summary.tool.version),
    );
    header(&mut out, summary, lang, title);
    verdict(&mut out, summary, lang);
    cards(&mut out, summary, lang);
    for section in page::sections(summary, lang) {
        write_section(&mut out, &section);
    }
    let _ = write!(
        out,
        "<footer><p>{}</p><p>{}</p></footer>\n</main>\n</body>\n</html>\n",
        escape(&method(summary, lang)),
        escape(disclaimer(lang))
    );
    out
}

/// Foreign text as text of the page.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in visible(text).chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(ch),
        }
    }
    out
}

fn header(out: &mut String, summary: &Summary, lang: Lang, title: &str) {
    let totals = &summary.totals;
    let mut facts = vec![
        format!("{} {}", grouped(totals.files), lang.of("files", "个文件")),
        size(totals.bytes),
        format!("{} {}", grouped(totals.records), lang.of("records", "条记录")),
    ];
    facts.extend(summary.tool.time.as_deref().map(escape));
    facts.push(format!("yinsi {}", escape(&summary.tool.version)));
    let _ = writeln!(out, "<header><h1>{title}</h1><p>{}</p></header>", facts.join(" · "));
}

/// The sentence that matters most: what the numbers reach.
fn verdict(out: &mut String, summary: &Summary, lang: Lang) {
    let Some(verdict) = summary.law.iter().find(|verdict| verdict.kind == Kind::Units) else { return };
    let [cautious, strict] = verdict.readings.as_slice() else { return };
    let badge = match &cautious.degree_name {
        Some(name) => lang.word(name),
        None => lang.of("below every line", "未达到标准"),
    };
    let mut more = String::new();
    if strict.lines != cautious.lines {
        let lead = lang.of("Strict reading: ", "从严口径：");
        let _ = write!(more, "<p class=\"hint\">{lead}{}</p>", escape(lang.word(&strict.statement)));
    }
    let _ = writeln!(
        out,
        "<section class=\"verdict d{}\"><span class=\"badge\">{}</span><p class=\"hint\" style=\"margin:8px 0 2px\">{}</p>\
         <strong>{}</strong>{more}<p class=\"hint\" style=\"margin:10px 0 0\">{}</p></section>",
        cautious.degree,
        escape(badge),
        escape(lang.word(&verdict.name)),
        escape(lang.word(&cautious.statement)),
        escape(disclaimer(lang)),
    );
}

fn cards(out: &mut String, summary: &Summary, lang: Lang) {
    let totals = &summary.totals;
    let people = totals.people.map_or_else(|| "–".to_owned(), grouped);
    let kinds = summary.entities.len() as u64;
    let mentioned = |lead: &str, number: u64| format!("{lead} {}", grouped(number));
    let all = [
        (
            grouped(totals.units),
            lang.of("Units before the law", "信息条数"),
            mentioned(lang.of("repetitions left out:", "已剔除重复："), totals.duplicates),
        ),
        (
            people,
            lang.of("People", "涉及人数"),
            match totals.people {
                Some(_) => mentioned(
                    lang.of("records that identify nobody:", "不能识别个人的记录："),
                    totals.unidentified,
                ),
                None => lang.of("not linked: sketches only", "估算模式下不归并").to_owned(),
            },
        ),
        (
            grouped(totals.values),
            lang.of("Distinct values", "不重复取值"),
            mentioned(lang.of("kinds of information:", "信息种类："), kinds),
        ),
        (
            grouped(totals.hits),
            lang.of("Findings", "命中次数"),
            mentioned(lang.of("specimens left out:", "已剔除样例与测试号码："), totals.excluded_hits),
        ),
    ];
    out.push_str("<div class=\"cards\">");
    for (number, what, more) in all {
        let _ = write!(
            out,
            "<section><span class=\"what\">{what}</span><b>{number}</b><span>{more}</span></section>"
        );
    }
    out.push_str("</div>\n");
}

fn write_section(out: &mut String, section: &Section) {
    let class = if section.long { " class=\"long\"" } else { "" };
    let _ = write!(out, "<section{class}><h2>{}</h2>", section.title);
    if !section.hint.is_empty() {
        let _ = write!(out, "<p class=\"hint\">{}</p>", escape(&section.hint));
    }
    out.push_str(&section.body);
    out.push_str("</section>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_text() {
        assert_eq!(escape("<a href='x'>&\u{202e}"), "&lt;a href=&#39;x&#39;&gt;&amp;\\u{202e}");
    }
}
