//! `app.log`: several services writing into one file, mostly about themselves.

use crate::clock::{Clock, Moment};
use crate::people::Person;
use crate::rng::Rng;
use crate::template::fill;

/// Lines that hold nothing personal but addresses of machines.
const PLAIN: &[&str] = &[
    "{date} {time}.{ms}  INFO {pid} --- [nio-8080-exec-{thread}] c.e.order.web.OrderController           : created order {order} items={small} took={small}ms",
    "{date} {time}.{ms} DEBUG {pid} --- [  scheduling-{thread}] c.e.stock.StockSyncJob                   : synced {n4} SKUs, cursor={n13}, lag {small} s",
    "{date} {time}.{ms}  WARN {pid} --- [io-thread-{thread}] com.zaxxer.hikari.pool.ProxyConnection    : HikariPool-1 - Connection org.postgresql.jdbc.PgConnection@{hex16} marked as broken",
    "{private_ip} - - [{day}/{month_name}/{year}:{time} +0800] \"GET {path} HTTP/1.1\" {status} {n4} \"https://shop.example.com/\" \"{agent}\" rt=0.0{n2}",
    "{private_ip} - - [{day}/{month_name}/{year}:{time} +0800] \"POST {path} HTTP/2.0\" {status} {n3} \"-\" \"{agent}\" rt=0.{n3}",
    "time={date}T{time}.{ms}+08:00 level=info service=gateway trace_id={hex32} span_id={hex16} msg=\"upstream ok\" status={status} bytes={n5} dur_ms={small}",
    "time={date}T{time}.{ms}+08:00 level=debug service=cache trace_id={hex32} msg=\"hit\" key=product:{n8}:v{small} ttl=3600",
    "I{month}{day} {time}.{ms}{n3}       1 reflector.go:432] k8s.io/client-go/informers/factory.go:150: Watch close - *v1.Endpoints total {small} items received",
    "{month_name} {day_padded} {time} web-0{n1} systemd[1]: Started Session {n5} of user deploy.",
    "{month_name} {day_padded} {time} web-0{n1} kernel: [{n7}.{n6}] TCP: request_sock_TCP: Possible SYN flooding on port 8443. Sending cookies.",
    "{month_name} {day_padded} {time} web-0{n1} sshd[{pid}]: Accepted publickey for deploy from {private_ip} port {port} ssh2: ED25519 SHA256:{hex40}",
    "[{date} {time},{ms}: INFO/ForkPoolWorker-{small}] Task billing.tasks.close_day[{uuid}] succeeded in 0.{n9}s: None",
    "{date} {time}.{ms} CST [{pid}] LOG:  checkpoint complete: wrote {n4} buffers (12.{n1}%); 0 WAL file(s) added, 1 removed; write=26.{n3} s, sync=0.00{n1} s; lsn=1A/{n8}",
    "{epoch_ms} [build-{n5}] Downloading https://repo.example.org/maven2/org/example/core/{version}/core-{version}.jar (412 kB at 1.{n1} MB/s)",
    "{date} {time}.{ms}  INFO {pid} --- [ntainer#0-{thread}-C-1] o.a.k.c.c.internals.ConsumerCoordinator  : [Consumer clientId=consumer-pay-{small}, groupId=pay] Setting offset for partition pay-{small} to the committed offset {n10}",
    "time={date}T{time}.{ms}+08:00 level=info service=ci commit={hex40} image=registry.example.com/shop/web@sha256:{hex64} msg=\"deployed\"",
    "{{\"ts\":\"{date}T{time}.{ms}Z\",\"lvl\":\"info\",\"svc\":\"search\",\"took\":{small},\"q_hash\":\"{hex16}\",\"shards\":{{\"total\":5,\"failed\":0}}}}",
];

/// Several lines that belong together.
const TRACES: &[&str] = &[
    "{date} {time}.{ms} ERROR {pid} --- [nio-8080-exec-{thread}] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() threw exception\n\
     java.net.SocketTimeoutException: Read timed out\n\
     \tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)\n\
     \tat com.example.pay.client.ChannelClient.call(ChannelClient.java:1{n2})\n\
     \tat com.example.pay.PayService.refund(PayService.java:{n3})\n\
     \t... {small} common frames omitted",
    "[{date} {time},{ms}: ERROR/ForkPoolWorker-{small}] Task mail.tasks.send[{uuid}] raised unexpected: ConnectionResetError(104, 'Connection reset by peer')\n\
     Traceback (most recent call last):\n  File \"/srv/app/.venv/lib/python3.11/site-packages/celery/app/trace.py\", line 477, in trace_task\n    R = retval = fun(*args, **kwargs)\n\
     ConnectionResetError: [Errno 104] Connection reset by peer",
];

/// Lines where somebody logged more than they should have.
const LEAKS: &[&str] = &[
    "{date} {time}.{ms}  INFO {pid} --- [nio-8080-exec-{thread}] c.e.user.web.RegisterController          : register ok, mobile={mobile}, uid={user}",
    "{date} {time}.{ms} DEBUG {pid} --- [nio-8080-exec-{thread}] c.e.user.service.RealNameService         : verify request RealNameReq(realName={name}, idCard={id}, bankCard={card}, mobile={mobile})",
    "{date} {time}.{ms}  WARN {pid} --- [nio-8080-exec-{thread}] c.e.sms.SmsSender                        : 短信发送失败，手机号：{mobile}，模板SMS_{n9}，原因：流控",
    "{public_ip} - - [{day}/{month_name}/{year}:{time} +0800] \"GET /api/v1/sms/send?phone={mobile}&type=login HTTP/1.1\" 200 87 \"-\" \"{agent}\" rt=0.{n3}",
    "{public_ip} - - [{day}/{month_name}/{year}:{time} +0800] \"GET /api/v1/user/export?email={email} HTTP/1.1\" 403 153 \"-\" \"{agent}\" rt=0.0{n2}",
    "{date} {time}.{ms} CST [{pid}] LOG:  duration: {n3}.{n3} ms  statement: SELECT id, name, phone FROM users WHERE phone = '{mobile}' LIMIT 1",
    "{date} {time}.{ms} CST [{pid}] ERROR:  duplicate key value violates unique constraint \"users_email_key\" DETAIL:  Key (email)=({email}) already exists.",
    "time={date}T{time}.{ms}+08:00 level=warn service=auth trace_id={hex32} msg=\"login failed\" user={email} ip={public_ip} reason=bad_password",
    "{month_name} {day_padded} {time} mx-01 postfix/smtp[{pid}]: {hex16}: to=<{email}>, relay=mx.example.com[192.0.2.25]:25, delay=1.{n1}, status=sent (250 2.0.0 Ok)",
    "[{date} {time},{ms}: WARNING/ForkPoolWorker-{small}] express push failed: {{'receiver': '{name}', 'tel': '{mobile}', 'address': '{address}', 'waybill': '{waybill}'}}",
    "{{\"ts\":\"{date}T{time}.{ms}Z\",\"lvl\":\"warn\",\"svc\":\"risk\",\"msg\":\"device changed\",\"mobile\":\"{mobile}\",\"imei\":\"{imei}\",\"mac\":\"{mac}\",\"ip\":\"{public_ip}\"}}",
    "{date} {time}.{ms} ERROR {pid} --- [nio-8080-exec-{thread}] c.e.invoice.InvoiceService               : 开票失败 抬头={company} 税号={credit_code} 邮箱={email}",
    "{date} {time}.{ms}  INFO {pid} --- [io-thread-{thread}] c.e.park.GateListener                    : 车辆入场 plate={plate} gate=G{small} lat={lat} lon={lon}",
];

/// A log entry, one line or a trace of several, with its line end. `leaks` of a
/// hundred entries say something about a person.
pub fn line(people: &[Person], moment: &Moment, rng: &mut Rng, leaks: u64) -> String {
    let templates = match rng.below(100) {
        0..=1 => TRACES,
        draw if draw < 2 + leaks => LEAKS,
        _ => PLAIN,
    };
    let template = *rng.pick(templates);
    let mut line = fill(template, rng.pick(people), moment, rng);
    line.push('\n');
    line
}

pub(crate) fn write(people: &[Person], rng: &mut Rng, lines: usize) -> String {
    let mut out = String::new();
    let mut clock = Clock::at_day(20_514);
    clock.advance(8 * 3_600_000);
    for _ in 0..lines {
        clock.advance(rng.between(0, 900));
        out.push_str(&line(people, &clock.now(), rng, 14));
    }
    out
}
