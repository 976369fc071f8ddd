//! `events.jsonl`: events of an application, one JSON object a line.

use crate::clock::Clock;
use crate::people::Person;
use crate::rng::Rng;
use crate::template::fill;

const EVENTS: &[&str] = &[
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"page.view","trace":"{hex32}","session":"{uuid}","page":{{"path":"{path}","ms":{small}}},"client":{{"ip":"{public_ip}","agent":"{agent}"}}}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"cart.updated","trace":"{hex32}","userId":{user},"items":[{{"sku":"{n8}","qty":1,"price":{price}}},{{"sku":"{n8}","qty":2,"price":{price}}}],"etag":"{hex40}"}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"metric","host":"web-0{n1}","gauges":{{"heap":{n9},"gc_ms":{small},"uptime":{n10},"load":0.{n2}}},"build":"{version}"}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"user.registered","trace":"{hex32}","user":{{"id":{user},"realName":"{name}","gender":"{sex_en}","birthday":"{birthday}","idCard":"{id}","contact":{{"mobile":"{mobile}","email":"{email}","wechat":"{wechat}","qq":"{qq}"}}}}}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"order.created","trace":"{hex32}","order":{{"no":"{order}","amount":{price},"receiver":{{"name":"{name}","phone":"{mobile_typed}","address":"{address}","zip":"{postal}"}},"express":{{"company":"SF","waybill":"{waybill}"}}}}}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"payment.succeeded","trace":"{hex32}","order":"{order}","payer":{{"bankCard":"{card}","bank":"{bank}","holder":"{name}"}},"amount":{price},"client":{{"ip":"{public_ip}","ipv6":"{ipv6}"}}}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"invoice.requested","title":"{company}","taxNo":"{credit_code}","email":"{email}","phone":"{landline}"}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"device.bound","userId":{user},"device":{{"imei":"{imei}","mac":"{mac}","os":"Android 14"}},"geo":{{"lat":{lat},"lng":{lon}}}}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"ticket.opened","ticket":{n8},"text":"我是{name}，电话{mobile}，订单{order}还没收到，请寄到{address}","attachments":[]}}"#,
    r#"{{"ts":"{date}T{time}.{ms}+08:00","type":"vehicle.registered","userId":{user},"plate":"{plate}","vin":"{vin}","owner":{{"name":"{name}","id_no":"{id}"}}}}"#,
];

pub(crate) fn write(people: &[Person], rng: &mut Rng, lines: usize) -> String {
    let mut out = String::new();
    let mut clock = Clock::at_day(20_515);
    for _ in 0..lines {
        clock.advance(rng.between(0, 12_000));
        // The first three say nothing about anybody and are the most frequent.
        let template = if rng.chance(55) { *rng.pick(&EVENTS[..3]) } else { *rng.pick(EVENTS) };
        out.push_str(&fill(template, rng.pick(people), &clock.now(), rng));
        out.push('\n');
    }
    out
}
