//! `contacts.txt`: an English address book with notes. Numbers come from ranges
//! set aside for fiction, cards from the payment networks' test numbers.

use crate::check;
use crate::rng::Rng;

const FIRST: &[&str] = &[
    "James",
    "Mary",
    "Robert",
    "Linda",
    "Michael",
    "Susan",
    "David",
    "Karen",
    "Daniel",
    "Emily",
    "Oliver",
    "Charlotte",
    "Thomas",
    "Hannah",
    "Peter",
    "Julia",
    "Samuel",
    "Grace",
    "Henry",
    "Alice",
    "Lucas",
    "Nora",
    "Simon",
    "Clara",
];
const LAST: &[&str] = &[
    "Smith", "Johnson", "Brown", "Miller", "Davis", "Wilson", "Taylor", "Clark", "Lewis", "Walker", "Hall",
    "Young", "Wright", "Green", "Baker", "Carter", "Turner", "Parker", "Collins", "Morgan", "O'Neill",
    "Fischer", "Novak", "Rossi",
];
const STREETS: &[&str] = &[
    "Oak Street",
    "Maple Avenue",
    "Mill Road",
    "Station Road",
    "Cedar Lane",
    "Park Drive",
    "Hill Court",
    "River Way",
];
const TOWNS: &[&str] = &[
    "Springfield, IL 62701",
    "Riverton, UT 84065",
    "Fairview, TX 75069",
    "Greenville, SC 29601",
    "Madison, WI 53703",
    "Bristol, CT 06010",
    "Salem, OR 97301",
    "Auburn, ME 04210",
];
const CARDS: &[&str] = &[
    "4242 4242 4242 4242",
    "5555 5555 5555 4444",
    "3782 822463 10005",
    "4111111111111111",
    "6011 1111 1111 1117",
    "3566002020360505",
    "5105-1051-0510-5100",
];
const NOTES: &[&str] = &[
    "Prefers calls after lunch; the office moved to the second floor in spring.",
    "Asked for the 2026 price list and two samples, see order 4500129837.",
    "Met at the trade fair in hall 7, stand B12. Wants version 3.2.1 of the brochure.",
    "Invoices go to accounting. Payment within 30 days.",
    "Out of office until further notice, write to the team instead.",
    "Renewal due next quarter, discount of 12.5 % agreed.",
];
const MONTHS: &[&str] = &["January", "March", "April", "June", "July", "September", "October", "December"];

pub(crate) fn write(rng: &mut Rng, entries: usize) -> String {
    let mut out = String::from("CONTACTS\n========\n\n");
    for _ in 0..entries {
        let (first, last) = (*rng.pick(FIRST), *rng.pick(LAST));
        let mail = format!("{first}.{last}").replace('\'', "").to_lowercase();
        let host = rng.pick(&["example.com", "example.org", "example.net"]);
        out.push_str(&format!("Name: {first} {last}\n"));
        out.push_str(&format!("Phone: {}\n", phone(rng)));
        out.push_str(&format!("Email: {mail}{}@{host}\n", rng.between(1, 99)));
        let (number, street, town) = (rng.between(1, 2400), rng.pick(STREETS), rng.pick(TOWNS));
        out.push_str(&format!("Address: {number} {street}, {town}\n"));
        if rng.chance(40) {
            let (day, month, year) = (rng.between(1, 28), rng.pick(MONTHS), rng.between(1950, 2004));
            out.push_str(&format!("Date of birth: {day} {month} {year}\n"));
        }
        if rng.chance(25) {
            out.push_str(&format!(
                "Card on file: {}, exp 0{}/2{}\n",
                rng.pick(CARDS),
                rng.between(1, 9),
                rng.between(7, 9)
            ));
        }
        if rng.chance(20) {
            let account = format!("WEST{}", rng.digits(14));
            out.push_str(&format!("IBAN: GB{}{account}\n", check::iban("GB", &account)));
        }
        let note = *rng.pick(NOTES);
        out.push_str(&format!("Notes: {note}"));
        if rng.chance(15) {
            out.push_str(&format!(" Backup number {}.", phone(rng)));
        }
        out.push_str("\n\n");
    }
    out
}

fn phone(rng: &mut Rng) -> String {
    let (area, line) = (rng.pick(&["212", "312", "415", "503", "617", "713"]), rng.between(100, 199));
    match rng.below(4) {
        0 => format!("({area}) 555-0{line}"),
        1 => format!("+1 {area}-555-0{line}"),
        2 => format!("+44 20 7946 0{}", rng.digits(3)),
        _ => format!("{area}-555-0{line}"),
    }
}
