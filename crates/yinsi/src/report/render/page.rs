//! The sections of the page: which chart or table shows what.

use std::fmt::Write as _;

use super::super::law::Kind;
use super::super::summary::{FileSummary, Summary};
use super::super::verdict::Verdict;
use super::charts::{self, Bar};
use super::html::escape;
use super::{Lang, grouped, percent, size};

/// Entities that have a bar, and a column of the heat map.
const BARS: usize = 16;
const HEAT: [usize; 2] = [24, 14];

/// Files that the table lists; the rest are in JSON and CSV.
const FILES: usize = 500;

/// A part of the page with a title.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) hint: String,
    pub(super) body: String,
    /// Whether it may be broken over pages.
    pub(super) long: bool,
}

/// All sections that have something to show, in order.
pub(super) fn sections(summary: &Summary, lang: Lang) -> Vec<Section> {
    let all = [
        gauges(summary, lang),
        entities(summary, lang),
        categories(summary, lang),
        heat(summary, lang),
        people(summary, lang),
        hubs(summary, lang),
        combinations(summary, lang),
        thresholds(summary, lang),
        presence(summary, lang),
        review(summary, lang),
        files(summary, lang),
        left_out(summary, lang),
        unread(summary, lang),
        evidence(summary, lang),
    ];
    all.into_iter().flatten().collect()
}

fn section(lang: Lang, title: [&'static str; 2], hint: [&str; 2], body: String) -> Option<Section> {
    let [en, zh] = title;
    Some(Section { title: lang.of(en, zh), hint: lang.of(hint[0], hint[1]).to_owned(), body, long: false })
}

fn gauges(summary: &Summary, lang: Lang) -> Option<Section> {
    let verdict = summary.law.iter().find(|verdict| verdict.kind == Kind::Units)?;
    let [cautious, strict] = verdict.readings.as_slice() else { return None };
    let mut body = charts::lines(&cautious.lines, lang);
    if strict.lines != cautious.lines {
        let disputed = verdict.classes.iter().filter(|class| class.disputed && class.records > 0);
        let notes = disputed.filter_map(|class| class.note.as_ref().map(|note| (class, note)));
        let _ = write!(body, "<h3>{}</h3>", lang.of("Strict reading", "从严口径"));
        body.push_str(&charts::lines(&strict.lines, lang));
        for (class, note) in notes {
            let name = escape(lang.word(&class.name));
            let _ = write!(body, "<p class=\"hint\"><b>{name}</b> {}</p>", escape(lang.word(note)));
        }
    }
    section(
        lang,
        ["Lines of the law", "定罪量刑标准"],
        [
            "Units on each line, on a logarithmic scale: green below the line, amber above it, red above ten times the line.",
            "各标准下的信息条数（对数刻度）：绿色为未达标准，黄色为达到“情节严重”，红色为达到十倍即“情节特别严重”。",
        ],
        body,
    )
}

fn entities(summary: &Summary, lang: Lang) -> Option<Section> {
    let row = |entity| {
        let entity: &super::super::EntityCount = entity;
        Bar { label: lang.word(&entity.name), hint: &entity.entity, all: entity.hits, part: entity.values }
    };
    let rows: Vec<Bar<'_>> = summary.entities.iter().take(BARS).map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let mut body = charts::bars(&rows);
    if let Some(rest) = summary.entities.get(BARS..).filter(|rest| !rest.is_empty()) {
        let chips = rest.iter().map(|entity| {
            let hits = grouped(entity.hits);
            format!("<span>{} <b>{hits}</b></span>", escape(lang.word(&entity.name)))
        });
        let _ =
            write!(body, "<p class=\"chips\" style=\"margin:12px 0 0\">{}</p>", chips.collect::<String>());
    }
    section(
        lang,
        ["What was found", "发现了什么"],
        [
            "Distinct values (filled) of all findings (light), by kind.",
            "按种类：深色为不重复取值，浅色为全部命中。",
        ],
        body,
    )
}

fn categories(summary: &Summary, lang: Lang) -> Option<Section> {
    let hits: Vec<u64> = summary.categories.iter().map(|category| category.hits).collect();
    if hits.is_empty() {
        return None;
    }
    let (mut body, colours) = charts::shares(&hits);
    body.push_str("<div class=\"legend\">");
    for (category, colour) in summary.categories.iter().zip(colours) {
        let (name, hits) = (escape(lang.category(&category.category)), grouped(category.hits));
        let _ = write!(body, "<span><i style=\"background:{colour}\"></i>{name} {hits}</span>");
    }
    body.push_str("</div>");
    section(lang, ["By category", "按类别"], ["Shares of all findings.", "占全部命中的比例。"], body)
}

fn heat(summary: &Summary, lang: Lang) -> Option<Section> {
    let [rows, columns] = HEAT;
    let mut files: Vec<&FileSummary> = summary.files.iter().filter(|file| file.hits > 0).collect();
    if files.is_empty() {
        return None;
    }
    files.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.file.cmp(&b.file)));
    let entities: Vec<_> = summary.entities.iter().take(columns).collect();
    let of = |file: &FileSummary| -> Vec<u64> {
        entities.iter().map(|entity| file.entities.get(&entity.entity).copied().unwrap_or(0)).collect()
    };
    let mut shown: Vec<(String, Vec<u64>)> =
        files.iter().take(rows).map(|file| (file.file.clone(), of(file))).collect();
    if let Some(rest) = files.get(rows..).filter(|rest| !rest.is_empty()) {
        let mut sum = vec![0; entities.len()];
        for file in rest {
            sum.iter_mut().zip(of(file)).for_each(|(sum, hits)| *sum += hits);
        }
        let count = grouped(rest.len() as u64);
        let name = match lang {
            Lang::En => format!("{count} more files"),
            Lang::Zh => format!("其余{count}个文件"),
        };
        shown.push((name, sum));
    }
    let names: Vec<String> = entities.iter().map(|entity| lang.word(&entity.name).to_owned()).collect();
    section(
        lang,
        ["Where it is", "分布在哪里"],
        ["Findings by file and kind; the darker, the more.", "按文件与种类的命中次数，颜色越深越多。"],
        charts::heat(&shown, &names),
    )
}

fn people(summary: &Summary, lang: Lang) -> Option<Section> {
    let people = summary.people.as_ref().filter(|people| people.people > 0)?;
    let label = |at: usize, last: usize| if at == last { format!("{at}+") } else { at.to_string() };
    let identifiers = people.by_identifiers.iter().enumerate();
    let identifiers: Vec<_> = identifiers.map(|(at, count)| (label(at, 8), *count)).collect();
    let records = people.by_records.iter().enumerate();
    let records: Vec<_> = records.map(|(at, count)| (label(at + 1, 8), *count)).collect();
    let mut body = String::from("<div class=\"two\" style=\"margin-top:0\"><div>");
    let _ = write!(
        body,
        "<h3 style=\"margin-top:6px\">{}</h3>{}</div><div><h3 style=\"margin-top:6px\">{}</h3>{}</div></div>",
        lang.of("by number of identifying values", "按识别性取值个数"),
        charts::columns(&identifiers, "var(--accent)"),
        lang.of("by number of distinct records", "按不重复记录条数"),
        charts::columns(&records, "var(--c1)"),
    );
    if !people.links.is_empty() {
        let head = [
            (lang.of("Linked through", "归并依据"), false),
            (lang.of("values that link", "起归并作用的取值"), true),
            (lang.of("records joined", "归并的记录"), true),
            (lang.of("shared by several people", "多人共用"), true),
            (lang.of("switchboards", "总机类号码"), true),
        ];
        let rows = people.links.iter().map(|link| {
            let with = if link.with_name { lang.of("name + ", "姓名＋") } else { "" };
            let name = format!("{with}{}", entity_name(summary, &link.entity, lang));
            let numbers = [link.linking, link.joined, link.shared, link.hubs].map(grouped);
            std::iter::once(escape(&name)).chain(numbers).collect()
        });
        body.push_str(&table(&head, rows));
    }
    let hint = match lang {
        Lang::En => format!(
            "{} people in {} groups of linked records.",
            grouped(people.people),
            grouped(people.groups)
        ),
        Lang::Zh => format!("归并为{}组记录，共{}人。", grouped(people.groups), grouped(people.people)),
    };
    Some(Section { title: lang.of("People", "涉及人员"), hint, body, long: false })
}

fn hubs(summary: &Summary, lang: Lang) -> Option<Section> {
    let hubs = &summary.people.as_ref()?.hubs;
    if hubs.is_empty() {
        return None;
    }
    let head = [
        (lang.of("Kind", "种类"), false),
        (lang.of("beside others", "对应主体"), true),
        (lang.of("distinct records", "不重复记录"), true),
        (lang.of("for example", "出处示例"), false),
    ];
    let rows = hubs.iter().take(12).map(|hub| {
        let place = match lang {
            Lang::En => format!("{}, row {}", hub.file, hub.row),
            Lang::Zh => format!("{}，第{}行", hub.file, hub.row),
        };
        let name = entity_name(summary, &hub.entity, lang);
        vec![escape(&name), grouped(hub.others), grouped(hub.records), escape(&place)]
    });
    section(
        lang,
        ["Shared numbers", "共用号码"],
        [
            "Switchboards and the like: they stand beside so many people that they link nobody. Values are not kept, so a place stands for each.",
            "总机等共用号码对应的主体过多，不用于归并。报告不保存原值，仅给出一处出处。",
        ],
        table(&head, rows),
    )
}

fn combinations(summary: &Summary, lang: Lang) -> Option<Section> {
    if summary.combinations.is_empty() {
        return None;
    }
    let head = [
        (lang.of("Kinds in one record", "同一记录中的信息"), false),
        (lang.of("distinct records", "不重复记录"), true),
        (lang.of("all records", "全部记录"), true),
        (lang.of("identifies", "可识别个人"), false),
    ];
    let rows = summary.combinations.iter().take(12).map(|set| {
        let names: Vec<String> =
            set.entities.iter().map(|entity| entity_name(summary, entity, lang).into_owned()).collect();
        let whom = if set.identifies { lang.of("yes", "是") } else { lang.of("no", "否") };
        vec![escape(&lang.join(&names)), grouped(set.units), grouped(set.records), whom.to_owned()]
    });
    section(lang, ["What stands together", "信息组合"], ["", ""], table(&head, rows))
}

fn thresholds(summary: &Summary, lang: Lang) -> Option<Section> {
    let mut body = String::new();
    for verdict in summary.law.iter().filter(|verdict| verdict.kind == Kind::People) {
        let all: Vec<_> = verdict.thresholds.iter().map(|threshold| (&*verdict.id, threshold)).collect();
        let _ = write!(
            body,
            "<h3>{} <code>{}</code></h3>",
            escape(lang.word(&verdict.name)),
            escape(&verdict.date)
        );
        body.push_str(&charts::thresholds(&all, lang));
        if let Some(note) = &verdict.note {
            let _ = write!(body, "<p class=\"hint\">{}</p>", escape(lang.word(note)));
        }
    }
    if body.is_empty() {
        return None;
    }
    section(lang, ["Numbers of people", "人数门槛"], ["", ""], body)
}

fn presence(summary: &Summary, lang: Lang) -> Option<Section> {
    let mut body = String::new();
    for verdict in summary.law.iter().filter(|verdict| verdict.kind == Kind::Presence) {
        body.push_str(&classes(verdict, lang));
    }
    if body.is_empty() {
        return None;
    }
    section(
        lang,
        ["Other rules", "其他规则"],
        ["Which of their classes are there, and of how many people.", "各规则所列类别是否存在及涉及人数。"],
        body,
    )
}

fn classes(verdict: &Verdict, lang: Lang) -> String {
    let mut out = format!(
        "<h3>{} <code>{}</code></h3><p class=\"chips\">",
        escape(lang.word(&verdict.name)),
        escape(&verdict.source)
    );
    for class in &verdict.classes {
        let (name, article) = (escape(lang.word(&class.name)), escape(&class.article));
        let _ = match class.records {
            0 => write!(out, "<span class=\"off\" title=\"{article}\">{name} –</span>"),
            records if class.people == 0 => {
                let what = lang.of("records", "条");
                write!(out, "<span title=\"{article}\">{name} <b>{}</b> {what}</span>", grouped(records))
            }
            _ => {
                let what = lang.of("people", "人");
                write!(out, "<span title=\"{article}\">{name} <b>{}</b> {what}</span>", grouped(class.people))
            }
        };
    }
    out.push_str("</p>");
    if let Some(note) = &verdict.note {
        let _ = write!(out, "<p class=\"hint\">{}</p>", escape(lang.word(note)));
    }
    out
}

fn review(summary: &Summary, lang: Lang) -> Option<Section> {
    let review = summary.review.as_ref()?;
    let share = review.share?;
    let body = charts::interval(&share);
    let (right, reviewed) = (grouped(share.right), grouped(share.reviewed));
    let hint = match lang {
        Lang::En => format!(
            "{right} of {reviewed} reviewed findings are right: {}, 95 % interval {} to {} (Wilson). Sample of {}, seed {}.",
            percent(share.share),
            percent(share.low),
            percent(share.high),
            review.sample,
            review.seed
        ),
        Lang::Zh => format!(
            "已复核{reviewed}处，正确{right}处：{}，95%置信区间{}至{}（Wilson法）。样本量{}，种子{}。",
            percent(share.share),
            percent(share.low),
            percent(share.high),
            review.sample,
            review.seed
        ),
    };
    Some(Section { title: lang.of("Review of a sample", "抽样复核"), hint, body, long: false })
}

fn files(summary: &Summary, lang: Lang) -> Option<Section> {
    if summary.files.is_empty() {
        return None;
    }
    let head = [
        (lang.of("File", "文件"), false),
        (lang.of("format", "格式"), false),
        (lang.of("size", "大小"), true),
        (lang.of("records", "记录"), true),
        (lang.of("with findings", "含个人信息"), true),
        (lang.of("findings", "命中"), true),
        ("SHA-256", false),
    ];
    let rows = summary.files.iter().take(FILES).map(|file| {
        let sha = match &file.info.sha256 {
            Some(sha) => format!("<code>{}</code>", escape(sha)),
            None => "–".to_owned(),
        };
        let mut format = vec![file.info.format.clone(), file.info.encoding.clone()];
        format.retain(|part| !part.is_empty());
        vec![
            format!("<span class=\"name\">{}</span>", escape(&file.file)),
            escape(&format.join(", ")),
            if file.info.inside { "–".to_owned() } else { size(file.info.bytes) },
            grouped(file.records),
            grouped(file.records_with_findings),
            grouped(file.hits),
            sha,
        ]
    });
    let mut body = table(&head, rows);
    body.push_str(&columns(summary, lang));
    let hint = match summary.files.len().checked_sub(FILES).filter(|more| *more > 0) {
        None => String::new(),
        Some(more) => match lang {
            Lang::En => format!("{} more files are in the JSON and CSV reports.", grouped(more as u64)),
            Lang::Zh => format!("另有{}个文件见JSON与CSV报告。", grouped(more as u64)),
        },
    };
    Some(Section { title: lang.of("Files", "文件清单"), hint, body, long: true })
}

/// Findings by column, folded away.
fn columns(summary: &Summary, lang: Lang) -> String {
    let head = [
        (lang.of("File", "文件"), false),
        (lang.of("column", "列"), false),
        (lang.of("findings", "命中"), false),
    ];
    let mut rows = Vec::new();
    for file in summary.files.iter().take(FILES) {
        for column in file.columns.iter().filter(|column| !column.name.is_empty()) {
            let kinds: Vec<String> = column
                .entities
                .iter()
                .map(|(entity, hits)| format!("{} {}", entity_name(summary, entity, lang), grouped(*hits)))
                .collect();
            rows.push(vec![escape(&file.file), escape(&column.name), escape(&lang.join(&kinds))]);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let title = lang.of("Findings by column", "按列统计");
    format!("<details><summary>{title}</summary>{}</details>", table(&head, rows.into_iter()))
}

fn left_out(summary: &Summary, lang: Lang) -> Option<Section> {
    if summary.excluded.is_empty() {
        return None;
    }
    let head = [
        (lang.of("Kind", "种类"), false),
        (lang.of("value or form", "取值或形式"), false),
        (lang.of("findings", "命中"), true),
        (lang.of("source", "来源"), false),
    ];
    let rows = summary.excluded.iter().map(|one| {
        let name = entity_name(summary, &one.entity, lang);
        vec![
            escape(&name),
            format!("<code>{}</code>", escape(&one.value)),
            grouped(one.hits),
            escape(&one.reason),
        ]
    });
    section(
        lang,
        ["Left out", "已剔除"],
        [
            "Published specimens, test numbers, values that a redaction invented and those of the caller's list belong to nobody and are in no count but that of findings.",
            "公开样例、测试号码、脱敏生成的替换值及指定剔除的取值不属于任何个人，除命中次数外不计入任何统计。",
        ],
        table(&head, rows),
    )
}

fn unread(summary: &Summary, lang: Lang) -> Option<Section> {
    if summary.unread.is_empty() {
        return None;
    }
    let head = [
        (lang.of("File", "文件"), false),
        (lang.of("line", "行"), true),
        (lang.of("lost", "损失"), false),
        (lang.of("reason", "原因"), false),
    ];
    let rows = summary.unread.iter().take(FILES).map(|one| {
        let line = if one.line > 0 { grouped(one.line) } else { String::new() };
        vec![escape(&one.file), line, escape(&one.lost), escape(&one.reason)]
    });
    section(lang, ["Not read", "未能读取"], ["", ""], table(&head, rows))
}

fn evidence(summary: &Summary, lang: Lang) -> Option<Section> {
    let tool = &summary.tool;
    let mut rows = vec![
        (lang.of("Tool", "工具"), format!("yinsi {}", tool.version)),
        (lang.of("Rules", "规则"), format!("{}; SHA-256 {}", tool.rules, tool.rules_sha256)),
        (
            lang.of("Method of counting", "计数口径"),
            match tool.unit {
                super::super::Unit::Record => lang.of("distinct records", "不重复记录").to_owned(),
                super::super::Unit::Value => lang.of("distinct values", "不重复取值").to_owned(),
            },
        ),
        (lang.of("Others that make a shared number", "共用号码阈值"), grouped(tool.hub)),
    ];
    rows.extend(tool.time.iter().map(|time| (lang.of("Time", "时间"), time.clone())));
    let options = tool.options.iter().map(|(name, value)| format!("{name}={value}"));
    let options: Vec<String> = options.collect();
    if !options.is_empty() {
        rows.push((lang.of("Options", "选项"), options.join("; ")));
    }
    if let Some(review) = &summary.review {
        let plan =
            format!("{} ({}); {} {}", review.plan, review.sample, lang.of("seed", "种子"), review.seed);
        rows.push((lang.of("Sampling plan", "抽样方案"), plan));
    }
    for verdict in &summary.law {
        for rule in &verdict.counting {
            rows.push((
                lang.of("Rule of counting", "计数规则"),
                format!("{} {}", rule.article, lang.of(&rule.en, &rule.zh)),
            ));
        }
    }
    let rows = rows.into_iter().map(|(name, value)| vec![escape(name), escape(&value)]);
    section(lang, ["Evidence", "取证信息"], ["", ""], table(&[("", false), ("", false)], rows))
}

fn entity_name<'a>(summary: &'a Summary, entity: &'a str, lang: Lang) -> std::borrow::Cow<'a, str> {
    match summary.entities.iter().find(|known| known.entity == entity) {
        Some(known) => lang.word(&known.name).into(),
        None => entity.into(),
    }
}

/// A table; cells are HTML, and the head says which are numbers.
fn table(head: &[(&str, bool)], rows: impl Iterator<Item = Vec<String>>) -> String {
    let class = |number: bool| if number { " class=\"n\"" } else { "" };
    let mut out = String::from("<div class=\"scroll\"><table>");
    if head.iter().any(|(name, _)| !name.is_empty()) {
        let cells = head.iter().map(|(name, number)| format!("<th{}>{}</th>", class(*number), escape(name)));
        let _ = write!(out, "<thead><tr>{}</tr></thead>", cells.collect::<String>());
    }
    out.push_str("<tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (cell, (_, number)) in row.iter().zip(head) {
            let _ = write!(out, "<td{}>{cell}</td>", class(*number));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}
