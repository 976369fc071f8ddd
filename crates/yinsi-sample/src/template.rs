//! `{key}` slots in sentences: filled from a person, a moment or the generator.

use crate::clock::Moment;
use crate::people::Person;
use crate::rng::Rng;

/// Fills every `{key}` of `template`. Doubled braces stand for themselves.
///
/// # Panics
///
/// On an unknown key: templates are part of this program.
pub fn fill(template: &str, person: &Person, moment: &Moment, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template.chars().peekable();
    while let Some(symbol) = rest.next() {
        match symbol {
            '{' if rest.peek() == Some(&'{') => {
                rest.next();
                out.push('{');
            }
            '}' if rest.peek() == Some(&'}') => {
                rest.next();
                out.push('}');
            }
            '{' => {
                let key: String = rest.by_ref().take_while(|&symbol| symbol != '}').collect();
                out.push_str(&value(&key, person, moment, rng));
            }
            _ => out.push(symbol),
        }
    }
    out
}

fn value(key: &str, person: &Person, moment: &Moment, rng: &mut Rng) -> String {
    match key {
        "name" => person.name.clone(),
        "family" => person.name.chars().take(1).collect(),
        "sex" => person.sex().to_owned(),
        "sex_en" => if person.female { "F" } else { "M" }.to_owned(),
        "ethnic" => person.ethnic.to_owned(),
        "birthday" => person.birthday(),
        "id" => person.id.clone(),
        "mobile" => person.mobile.clone(),
        "mobile_typed" => person.mobile_as_typed(rng),
        "mobile_masked" => person.masked_mobile(),
        "landline" => person.landline.clone(),
        "email" => person.email.clone(),
        "qq" => person.qq.clone(),
        "wechat" => person.wechat.clone(),
        "card" => person.card.clone(),
        "card_typed" => person.card_as_typed(rng),
        "bank" => person.bank.to_owned(),
        "city" => person.city.clone(),
        "address" => person.address.clone(),
        "postal" => person.postal.clone(),
        "company" => person.company.clone(),
        "credit_code" => person.credit_code.clone(),
        "plate" => person.plate.clone(),
        "passport" => person.passport.clone(),
        "vin" => person.vin.clone(),
        "user" => (10_000_000 + person.number * 37).to_string(),
        "waybill" => format!("SF{}", rng.digits(13)),
        "order" => format!("{}{}", moment.date().replace('-', ""), rng.digits(10)),
        "price" => format!("{}.{:02}", rng.between(3, 4999), rng.below(100)),
        "uuid" => rng.uuid(),
        "public_ip" => {
            format!("{}.{}", rng.pick(&["192.0.2", "198.51.100", "203.0.113"]), rng.between(1, 254))
        }
        "private_ip" => format!("10.{}.{}.{}", rng.below(32), rng.below(256), rng.between(1, 254)),
        "ipv6" => format!("2001:db8:{}:{}::{}", rng.hex(4), rng.hex(4), rng.hex(2)),
        "mac" => (0..6).map(|_| rng.hex(2)).collect::<Vec<_>>().join(":"),
        "imei" => imei(rng),
        "lat" => format!("{}.{}", rng.between(20, 45), rng.digits(6)),
        "lon" => format!("{}.{}", rng.between(85, 125), rng.digits(6)),
        "date" => moment.date(),
        "time" => moment.time(),
        "ms" => format!("{:03}", moment.millis),
        "epoch_ms" => moment.epoch_millis.to_string(),
        "epoch" => (moment.epoch_millis / 1000).to_string(),
        "day" => format!("{:02}", moment.day),
        "day_padded" => format!("{:>2}", moment.day),
        "month" => format!("{:02}", moment.month),
        "month_name" => moment.month_name().to_owned(),
        "year" => moment.year.to_string(),
        "agent" => (*rng.pick(AGENTS)).to_owned(),
        "path" => (*rng.pick(PATHS)).to_owned(),
        "status" => rng
            .pick(&["200", "200", "200", "200", "201", "204", "302", "304", "404", "499", "502"])
            .to_string(),
        "version" => format!("{}.{}.{}", rng.between(1, 9), rng.below(20), rng.below(40)),
        "port" => rng.between(32_768, 60_999).to_string(),
        "pid" => rng.between(900, 32_000).to_string(),
        "thread" => rng.between(1, 64).to_string(),
        "small" => rng.between(1, 60).to_string(),
        "hex16" => rng.hex(16),
        "hex32" => rng.hex(32),
        "hex40" => rng.hex(40),
        "hex64" => rng.hex(64),
        _ => match key.strip_prefix('n').and_then(|count| count.parse::<usize>().ok()) {
            Some(count) => format!("{}{}", rng.between(1, 9), rng.digits(count - 1)),
            None => panic!("no value for the slot `{key}`"),
        },
    }
}

fn imei(rng: &mut Rng) -> String {
    let mut imei = format!("86{}", rng.digits(12));
    imei.push(crate::check::luhn(&imei));
    imei
}

const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; M2102K1C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.6367.179 Mobile Safari/537.36",
    "okhttp/4.12.0",
    "curl/7.88.1",
    "python-requests/2.32.3",
];

const PATHS: &[&str] = &[
    "/",
    "/api/v1/orders",
    "/api/v1/cart/items?page=2&size=20",
    "/static/js/app.4f9c21b7.js",
    "/healthz",
    "/api/v2/products/80031275",
    "/assets/logo@2x.png",
    "/api/v1/user/profile",
    "/metrics",
    "/favicon.ico",
    "/api/v1/search?q=%E8%80%B3%E6%9C%BA&sort=price",
    "/api/v1/coupons/2026SPRING",
];
