//! A leak of any size with known truth.
//!
//! Each person has one base record in one of five files; some have more elsewhere, in ways that a count
//! must see through. Values that tell people apart (identity number, mobile number, card, e-mail) belong
//! to one person each. What is written where is in [`Truth`].

mod sheet;
mod truth;
mod writers;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::people::{self, Person};
use crate::rng::Rng;
pub use truth::{FileTruth, Truth};
use writers::{Gbk, Out};

/// People who share one telephone of a company, at least and at most.
const CROWD: (u64, u64) = (20, 400);

/// Rows that a sheet may have, with title and header.
const SHEET_ROWS: u64 = 1_048_000;

/// What to generate.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Leak {
    /// How many people.
    pub people: u64,
    /// The same seed and numbers give the same files, byte for byte.
    pub seed: u64,
    /// How many in a hundred have a second record, of an order: name, mobile number and address, which
    /// only the mobile number links to the first.
    pub seconds: u64,
    /// How many in a hundred of the customers stand in a file of copies as well, with the same values.
    pub duplicates: u64,
    /// How many in a hundred stand in a file whose values are masked.
    pub masked: u64,
    /// How many in a hundred stand in a file that went through a spreadsheet.
    pub damaged: u64,
    /// How many in a hundred of the staff share the telephone of a company with many others.
    pub shared: u64,
}

impl Leak {
    /// A leak of so many people, with some of everything.
    pub fn new(people: u64, seed: u64) -> Self {
        Self { people, seed, seconds: 20, duplicates: 5, masked: 5, damaged: 2, shared: 30 }
    }

    /// Writes the files to `folder`, which is made if it is not there, and `truth.json` beside them.
    ///
    /// # Errors
    ///
    /// When a file cannot be written, or the folder holds something already.
    pub fn write(&self, folder: &Path) -> io::Result<Truth> {
        fs::create_dir_all(folder)?;
        if fs::read_dir(folder)?.next().is_some() {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the folder is not empty"));
        }
        let mut truth = Truth { seed: self.seed, people: self.people, ..Truth::default() };
        let mut files = Files::create(folder)?;
        let mut drawn = Drawn::new(self.seed);
        let mut crowd = Crowd::default();
        for number in 1..=self.people {
            let person = drawn.next(number);
            self.person(number, &person, &mut drawn.rng, &mut files, &mut crowd, &mut truth)?;
        }
        crowd.end(&mut truth);
        files.finish(&mut truth)?;
        fs::write(folder.join("truth.json"), truth.to_json())?;
        Ok(truth)
    }

    fn person(
        &self,
        number: u64,
        person: &Person,
        rng: &mut Rng,
        files: &mut Files,
        crowd: &mut Crowd,
        truth: &mut Truth,
    ) -> io::Result<()> {
        let Person { name, id, mobile, email, card, address, .. } = person;
        truth.see(&[("CN_RESIDENT_ID", true), ("CN_MOBILE_NUMBER", true)]);
        truth.units += 1;
        let kind = if number % 5 == 2 && files.staff.records >= SHEET_ROWS { 0 } else { number % 5 };
        match kind {
            0 => {
                truth.see(&[("EMAIL_ADDRESS", true), ("CN_BANK_CARD", true)]);
                let row = format!("{name},{id},{mobile},{email},{card},{address}\r\n");
                files.customers.row(&row)?;
                if rng.chance(self.duplicates) {
                    let copied = ["CN_RESIDENT_ID", "CN_MOBILE_NUMBER", "EMAIL_ADDRESS", "CN_BANK_CARD"]
                        .map(|entity| (entity, false));
                    truth.see(&copied);
                    truth.duplicates += 1;
                    files.copies.row(&row)?;
                }
            }
            1 => files.members.row(&format!("M{number:08};{name};{mobile};{id};{address}\r\n"))?,
            2 => {
                let phone =
                    if rng.chance(self.shared) { crowd.phone(person, rng, truth) } else { String::new() };
                files.staff.row(&[
                    name.clone(),
                    id.clone(),
                    mobile.clone(),
                    phone,
                    person.company.clone(),
                ])?;
            }
            3 => {
                truth.see(&[("EMAIL_ADDRESS", true)]);
                files.users.row(&format!(
                    "{{\"user\":{{\"realName\":\"{name}\",\"idCard\":\"{id}\",\"contact\":{{\"mobile\":\"{mobile}\",\"email\":\"{email}\"}}}},\"level\":{}}}\n",
                    rng.below(9)
                ))?;
            }
            _ => files
                .notes
                .row(&format!("客户姓名：{name}，身份证号：{id}，手机：{mobile}，住址：{address}\n"))?,
        }
        if rng.chance(self.seconds) {
            truth.see(&[("CN_MOBILE_NUMBER", false)]);
            truth.units += 1;
            truth.seconds += 1;
            let waybill = rng.digits(13);
            files.orders.row(&format!("SF{waybill},{name},{mobile},{address}\r\n"))?;
        }
        if rng.chance(self.masked) {
            truth.masked += 1;
            let id = format!("{}********{}", head(id, 6), tail(id, 4));
            files.masked.row(&format!("{}**,{id},{}\r\n", head(name, 1), person.masked_mobile()))?;
        }
        if rng.chance(self.damaged) {
            truth.damaged += 1;
            truth.see(&[("CN_MOBILE_NUMBER", false)]);
            // Three ways at once: the identity number is lost, the mobile number is not, and of the postal
            // code a leading zero is.
            let postal = person.postal.trim_start_matches('0');
            truth.leading_zeros += u64::from(postal.len() < person.postal.len());
            files.damaged.row(&format!("{name},{},{mobile}.0,{postal}\r\n", scientific(id)))?;
        }
        Ok(())
    }
}

/// `1.10105E+17`.
fn scientific(id: &str) -> String {
    format!("{}.{}E+17", head(id, 1), id.chars().skip(1).take(5).collect::<String>())
}

fn head(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

fn tail(text: &str, count: usize) -> String {
    text.chars().skip(text.chars().count().saturating_sub(count)).collect()
}

/// People, no two of whom share a value that tells them apart.
struct Drawn {
    rng: Rng,
    seen: [HashSet<u64>; 3],
}

impl Drawn {
    fn new(seed: u64) -> Self {
        Self { rng: Rng::new(seed), seen: Default::default() }
    }

    fn next(&mut self, number: u64) -> Person {
        loop {
            let mut person = people::draw_one(&mut self.rng, usize::try_from(number).unwrap_or(usize::MAX));
            // An identity number of which the last character is a letter is the same without it.
            let keys = [head(&person.id, 17), person.mobile.clone(), person.card.clone()];
            let keys = keys.map(|digits| digits.parse::<u64>().unwrap_or_default());
            if keys.iter().zip(&self.seen).any(|(key, seen)| seen.contains(key)) {
                continue;
            }
            keys.iter().zip(&mut self.seen).for_each(|(key, seen)| seen.extend([*key]));
            if let Some((local, domain)) = person.email.split_once('@') {
                person.email = format!("{local}.{number}@{domain}");
            }
            return person;
        }
    }
}

/// The company whose telephone is handed to the next ones.
#[derive(Default)]
struct Crowd {
    phone: String,
    left: u64,
    size: u64,
}

impl Crowd {
    fn phone(&mut self, person: &Person, rng: &mut Rng, truth: &mut Truth) -> String {
        if self.left == 0 {
            self.close(truth);
            self.left = rng.between(CROWD.0, CROWD.1);
            self.phone.clone_from(&person.landline);
        }
        self.left -= 1;
        self.size += 1;
        self.phone.clone()
    }

    fn close(&mut self, truth: &mut Truth) {
        if self.size > 0 {
            truth.shared_phones.push(std::mem::take(&mut self.size));
        }
    }

    fn end(mut self, truth: &mut Truth) {
        self.close(truth);
    }
}

/// The files of a leak.
struct Files {
    customers: Out,
    copies: Out,
    members: Out,
    staff: sheet::Sheet,
    users: Out,
    notes: Out,
    orders: Out,
    masked: Out,
    damaged: Out,
}

impl Files {
    fn create(folder: &Path) -> io::Result<Self> {
        const HEADER: &str = "姓名,身份证号,手机号,电子邮箱,银行卡号,联系地址\r\n";
        let header = |out: io::Result<Out>, header: &str| {
            let mut out = out?;
            out.header(header)?;
            Ok::<_, io::Error>(out)
        };
        Ok(Self {
            customers: header(Out::plain(folder, "customers.csv"), &format!("\u{FEFF}{HEADER}"))?,
            copies: header(Out::gzip(folder, "backup/customers-old.csv.gz"), HEADER)?,
            members: header(
                Out::plain(folder, "members.csv").map(Gbk::encode),
                "会员编号;姓名;手机;身份证号;住址\r\n",
            )?,
            staff: sheet::Sheet::create(
                folder,
                "staff.xlsx",
                "员工名单",
                &["姓名", "身份证号", "手机号", "公司电话", "工作单位"],
            )?,
            users: Out::plain(folder, "users.jsonl")?,
            notes: Out::plain(folder, "notes.txt")?,
            orders: header(
                Out::zip(folder, "orders.zip", "2025/orders.csv").map(Gbk::encode),
                "运单号,收件人,联系电话,收货地址\r\n",
            )?,
            masked: header(Out::plain(folder, "masked.csv"), "姓名,身份证号,手机号\r\n")?,
            damaged: header(Out::plain(folder, "damaged.csv"), "姓名,身份证号,手机号,邮编\r\n")?,
        })
    }

    fn finish(self, truth: &mut Truth) -> io::Result<()> {
        truth.files.push(self.staff.finish()?);
        let outs = [
            self.customers,
            self.copies,
            self.members,
            self.users,
            self.notes,
            self.orders,
            self.masked,
            self.damaged,
        ];
        for out in outs {
            truth.files.push(out.finish()?);
        }
        truth.files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("yinsi-sample-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn the_same_seed_gives_the_same_files_and_another_one_does_not() {
        let folders = ["a", "b", "c"].map(folder);
        let seeds = [7, 7, 8];
        let truths: Vec<Truth> = folders
            .iter()
            .zip(seeds)
            .map(|(folder, seed)| Leak::new(200, seed).write(folder).expect("written"))
            .collect();
        let content = |folder: &Path| -> Vec<Vec<u8>> {
            let names = truths[0].files.iter().map(|file| file.name.clone()).chain(["truth.json".into()]);
            names.map(|name| fs::read(folder.join(name)).expect("a file")).collect()
        };
        assert!(content(&folders[0]) == content(&folders[1]));
        assert!(content(&folders[0]) != content(&folders[2]));
        assert_eq!(truths[0], truths[1]);
        assert!(Leak::new(1, 1).write(&folders[0]).is_err(), "a folder in use stays as it is");
        folders.iter().for_each(|folder| fs::remove_dir_all(folder).expect("removed"));
    }

    #[test]
    fn the_truth_adds_up() {
        let folder = folder("sum");
        let truth = Leak::new(1000, 3).write(&folder).expect("written");
        let records =
            |name: &str| truth.files.iter().find(|file| file.name == name).map_or(0, |file| file.records);
        let base = ["customers.csv", "members.csv", "staff.xlsx", "users.jsonl", "notes.txt"].map(records);
        assert_eq!(base.iter().sum::<u64>(), 1000);
        assert_eq!(truth.units, 1000 + truth.seconds);
        assert_eq!(records("orders.zip"), truth.seconds);
        assert_eq!(records("backup/customers-old.csv.gz"), truth.duplicates);
        assert_eq!((records("masked.csv"), records("damaged.csv")), (truth.masked, truth.damaged));
        let value = |entity: &str| truth.values.get(entity).copied().expect("an entity");
        assert_eq!(value("CN_RESIDENT_ID"), (1000 + truth.duplicates, 1000));
        assert_eq!(
            value("CN_MOBILE_NUMBER"),
            (1000 + truth.duplicates + truth.seconds + truth.damaged, 1000)
        );
        assert!(
            truth.seconds > 150 && truth.masked > 20 && truth.damaged > 5 && !truth.shared_phones.is_empty()
        );
        fs::remove_dir_all(&folder).expect("removed");
    }
}
