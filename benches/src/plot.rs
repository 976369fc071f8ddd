//! The table as a picture: rates on a logarithmic scale, one group of bars a corpus.

use svg::Document;
use svg::node::element::{Group, Line, Rectangle, Text, Title};

use crate::report::{self, Results, number};
use crate::verb::table::Figure;

/// Corpora and what the picture calls them.
const CORPORA: [(&str, &str); 6] = [
    ("english", "English prose"),
    ("chinese", "Chinese prose"),
    ("code", "source code"),
    ("logs", "logs"),
    ("table", "customer table"),
    ("soup", "digit soup"),
];

/// Engines and their colours, seen on white and on black.
const ENGINES: [(&str, &str); 6] = [
    ("plain read", "#9aa0a6"),
    ("yinsi", "#0f9d8a"),
    ("regex-automata", "#d98324"),
    ("Vectorscan", "#7b68c8"),
    ("argus-redact", "#c2548a"),
    ("Presidio", "#c0503c"),
];

const WIDTH: f64 = 760.0;
const LEFT: f64 = 130.0;
const RIGHT: f64 = 70.0;
const TOP: f64 = 60.0;
const BAR: f64 = 13.0;
const GAP: f64 = 16.0;
const GREY: &str = "#80868b";

/// The scale, in MB/s.
const LEAST: f64 = 0.1;
const MOST: f64 = 100_000.0;

/// Draws `results/NAME.svg` from `results/NAME.json`.
///
/// # Errors
///
/// When there are no results, or the picture cannot be written.
pub fn run(name: &str) -> Result<(), String> {
    let json = report::read(&format!("{name}.json"))?;
    let results: Results<Figure> = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    report::write(&format!("{name}.svg"), &format!("{}\n", draw(&results)))
}

fn draw(results: &Results<Figure>) -> Document {
    let rate = |corpus: &str, engine: &str| {
        let mut figures = results.figures.iter();
        Some(figures.find(|figure| figure.corpus == corpus && figure.engine == engine)?.rate.mb_per_s)
    };
    let engines: Vec<(&str, &str)> = ENGINES
        .into_iter()
        .filter(|(engine, _)| CORPORA.iter().any(|(corpus, _)| rate(corpus, engine).is_some()))
        .collect();
    let group_height = BAR * engines.len() as f64;
    let height = TOP + (group_height + GAP) * CORPORA.len() as f64 + 40.0;
    let mut bars = Group::new();
    for (row, (corpus, title)) in CORPORA.into_iter().enumerate() {
        let top = TOP + (group_height + GAP) * row as f64;
        bars = bars.add(label(title, LEFT - 10.0, top + group_height / 2.0 + 4.0, "end", 13));
        for (index, (engine, colour)) in engines.iter().enumerate() {
            let Some(rate) = rate(corpus, engine) else { continue };
            let y = top + BAR * index as f64;
            let bar = Rectangle::new()
                .set("x", LEFT)
                .set("y", round(y))
                .set("width", round(place(rate) - LEFT))
                .set("height", BAR - 2.0)
                .set("fill", *colour)
                .add(Title::new(format!("{engine}, {title}: {} MB/s", number(rate))));
            bars = bars.add(bar).add(label(&number(rate), place(rate) + 4.0, y + BAR - 3.5, "start", 10));
        }
    }
    let setting = &results.setting;
    let foot = format!(
        "MB/s of one core, logarithmic; {}, {}; yinsi runs {} rules, the native peers 62 patterns",
        setting.processor, setting.isa, setting.rules
    );
    Document::new()
        .set("viewBox", (0, 0, WIDTH, round(height)))
        .set("font-family", "system-ui, sans-serif")
        .add(legend(&engines))
        .add(grid(height - 34.0))
        .add(bars)
        .add(label(&foot, LEFT, height - 6.0, "start", 10))
}

fn legend(engines: &[(&str, &str)]) -> Group {
    let mut legend = Group::new();
    let mut x = LEFT;
    for (engine, colour) in engines {
        let square =
            Rectangle::new().set("x", x).set("y", 10).set("width", 11).set("height", 11).set("fill", *colour);
        legend = legend.add(square).add(label(engine, x + 16.0, 20.0, "start", 12));
        x += 34.0 + 6.6 * engine.len() as f64;
    }
    legend
}

fn grid(bottom: f64) -> Group {
    let mut grid = Group::new();
    let mut rate = LEAST;
    while rate <= MOST {
        let x = round(place(rate));
        let line = Line::new().set("x1", x).set("x2", x).set("y1", TOP - 14.0).set("y2", round(bottom));
        grid = grid.add(line.set("stroke", GREY).set("stroke-opacity", 0.3));
        let shown =
            if rate >= 1000.0 { format!("{:.0} GB/s", rate / 1000.0) } else { format!("{rate} MB/s") };
        grid = grid.add(label(&shown, x, TOP - 18.0, "middle", 10));
        rate *= 10.0;
    }
    grid
}

/// Where a rate ends on the scale.
fn place(rate: f64) -> f64 {
    let share = (rate / LEAST).log10() / (MOST / LEAST).log10();
    LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
}

fn label(text: &str, x: f64, y: f64, anchor: &str, size: usize) -> Text {
    let text = Text::new(text).set("x", round(x)).set("y", round(y)).set("font-size", size);
    text.set("text-anchor", anchor).set("fill", GREY)
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
