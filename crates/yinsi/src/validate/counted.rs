//! Numbers that count or order something: what stands beside them says so.
//!
//! Eleven digits are a telephone number or an offset in a file, sixteen a card
//! or the id of a message. Where nothing else speaks for the first, the key before
//! the number or the unit after it tells.

/// Ends of keys, in lower case without `_` and `-`, whose values are quantities, times or ordinals.
const KEYS: &[&str] = &[
    "ack",
    "aid",
    "bid",
    "cid",
    "did",
    "fid",
    "gid",
    "mid",
    "nid",
    "oid",
    "rid",
    "sid",
    "vid",
    "active",
    "amount",
    "available",
    "avail",
    "balance",
    "batch",
    "batchno",
    "block",
    "blocks",
    "build",
    "byte",
    "bytes",
    "capacity",
    "checksum",
    "code",
    "completed",
    "cost",
    "count",
    "crc",
    "cursor",
    "cycles",
    "dev",
    "duration",
    "elapsed",
    "epoch",
    "examined",
    "expire",
    "expires",
    "expiry",
    "free",
    "generation",
    "hash",
    "heap",
    "height",
    "high",
    "index",
    "inode",
    "inodes",
    "ino",
    "iops",
    "lag",
    "latency",
    "len",
    "length",
    "limit",
    "lines",
    "low",
    "lsn",
    "maxt",
    "mem",
    "memory",
    "millis",
    "mint",
    "mtime",
    "nanos",
    "nonce",
    "ns",
    "nsec",
    "num",
    "offset",
    "offsets",
    "ops",
    "order",
    "orderno",
    "ordernum",
    "ordernumber",
    "ordersn",
    "page",
    "partition",
    "pid",
    "pos",
    "position",
    "price",
    "qps",
    "quantity",
    "queue",
    "random",
    "rate",
    "received",
    "records",
    "ref",
    "resourceversion",
    "rev",
    "revision",
    "rows",
    "rss",
    "rv",
    "salt",
    "seed",
    "sent",
    "seq",
    "sequence",
    "serial",
    "serialno",
    "session",
    "size",
    "skip",
    "sku",
    "sn",
    "stamp",
    "stime",
    "sum",
    "task",
    "term",
    "thread",
    "threads",
    "tick",
    "ticks",
    "tid",
    "time",
    "timestamp",
    "timeout",
    "took",
    "total",
    "tradeno",
    "transactionno",
    "ts",
    "txn",
    "txid",
    "uptime",
    "usage",
    "used",
    "utime",
    "value",
    "version",
    "vsize",
    "width",
    "write",
    "written",
    "x",
    "xid",
    "y",
    "z",
    "zxid",
];

/// Ends of keys that name something by a number.
const NAMES: &[&str] = &["id", "ids", "uuid", "guid", "key"];

/// Parts of keys beside `id` whose numbers may be those of people: `userId=13812345678`.
const PEOPLE: &[&str] = &[
    "user", "member", "login", "account", "acct", "acc", "customer", "cust", "client", "buyer", "seller",
    "contact", "card", "bank", "phone", "mobile", "tel", "cell", "open", "pay", "person", "owner",
    "receiver", "sender",
];

/// The same in Chinese, right before `ID`.
const HAN_PEOPLE: &[&str] = &["用户", "会员", "客户", "账号", "买家", "卖家", "微信", "登录", "玩家", "手机"];

/// Words before a number that say the same in Chinese.
const HAN_KEYS: &[&str] = &[
    "订单号",
    "订单编号",
    "訂單號",
    "订单",
    "流水号",
    "流水號",
    "交易号",
    "交易单号",
    "商户单号",
    "支付单号",
    "商品编码",
    "商品编号",
    "货号",
    "编号",
    "单号",
    "作品",
    "设备",
    "设备号",
    "终端号",
    "会话",
    "任务",
    "版本",
    "序号",
    "序列号",
    "批次号",
    "批号",
    "偏移量",
    "时间戳",
    "耗时",
    "大小",
    "长度",
    "字节数",
    "总数",
    "数量",
    "金额",
    "市值",
    "总额",
    "余额",
    "总计",
    "共计",
    "合计",
    "浏览量",
    "播放量",
    "条码",
    "条形码",
    "编码",
    "版本号",
    "第",
];

/// What begins right after a quantity, a space aside.
const UNITS: &[&str] = &[
    "bytes", "byte", "kb", "mb", "gb", "kib", "mib", "b/s", "bps", "ms", "ns", "us", "μs", "µs", "sec",
    "seconds", "msec", "usec", "nsec", "items", "rows", "lines", "files", "blocks", "pages", "records",
    "ops", "hits", "times", "hz", ".htm", ".html", "元", "块钱", "万", "亿", "美元", "港元", "日元", "股",
    "吨", "字节", "毫秒", "微秒", "纳秒", "秒", "行", "次",
];

/// Methods of requests, before which logs of proxies put a size.
const METHODS: &[&str] = &[" GET ", " POST ", " HEAD ", " PUT "];

/// Things that a path names by numbers, without the `s` of the plural.
const RESOURCES: &[&str] = &[
    "answer", "article", "blob", "build", "comment", "commit", "detail", "file", "goods", "image", "img",
    "issue", "item", "job", "new", "node", "note", "object", "offer", "order", "p", "photo", "pin", "post",
    "product", "question", "release", "run", "shop", "sku", "status", "task", "thread", "topic", "tweet",
    "video",
];

/// Bytes of text that are looked at on either side.
const REACH: usize = 48;

/// Returns whether `number`, between `before` and `after`, is a quantity or an ordinal.
pub(super) fn is_counted(before: &[u8], number: &[u8], after: &[u8]) -> bool {
    // Groups are written for people.
    number.iter().all(u8::is_ascii_digit)
        && (has_unit(after)
            || has_key(before)
            || is_path(before) && (number.len() > 11 || names_resource(before)))
}

fn has_unit(after: &[u8]) -> bool {
    let rest = after.strip_prefix(b" ").unwrap_or(after);
    if METHODS.iter().any(|method| after.starts_with(method.as_bytes())) {
        return true;
    }
    UNITS.iter().any(|unit| {
        let begins = rest.get(..unit.len()).is_some_and(|head| head.eq_ignore_ascii_case(unit.as_bytes()));
        begins && (!unit.is_ascii() || !rest.get(unit.len()).is_some_and(u8::is_ascii_alphanumeric))
    })
}

/// Whether a number stands in a path, behind the name of a resource: `/items/1234`.
fn is_path(before: &[u8]) -> bool {
    matches!(before, [.., last, b'/'] if last.is_ascii_alphanumeric())
}

/// Whether that resource is a thing and not somebody.
fn names_resource(before: &[u8]) -> bool {
    let before = before.strip_suffix(b"/").unwrap_or(before);
    let letters = before.iter().rev().take(16).take_while(|byte| byte.is_ascii_lowercase()).count();
    let name = before.get(before.len() - letters..).unwrap_or_default();
    let bounded =
        !before.get((before.len() - letters).wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
    let one = name.strip_suffix(b"s").unwrap_or(name);
    bounded && RESOURCES.iter().any(|thing| [one, name].contains(&thing.as_bytes()))
}

fn has_key(before: &[u8]) -> bool {
    let before = before.get(before.len().saturating_sub(REACH)..).unwrap_or_default();
    let gap = |byte: u8| matches!(byte, b' ' | b'"' | b'\'' | b'\\' | b':' | b'=' | b'[' | b'(' | b'>');
    let end = before.iter().rposition(|byte| !gap(*byte)).map_or(0, |at| at + 1);
    let (key, between) = before.split_at_checked(end).unwrap_or((before, &[]));
    let wide = key.strip_suffix("：".as_bytes());
    let key = wide.unwrap_or(key);
    if HAN_KEYS.iter().any(|word| key.ends_with(word.as_bytes())) {
        return true;
    }
    let is_word = |byte: &u8| byte.is_ascii_alphabetic() || b"_-".contains(byte);
    let start = key.iter().rposition(|byte| !is_word(byte)).map_or(0, |at| at + 1);
    let mut word = [0_u8; REACH];
    let mut len = 0;
    for (place, byte) in
        word.iter_mut().zip(key.get(start..).unwrap_or_default().iter().filter(|byte| !b"_-".contains(byte)))
    {
        *place = byte.to_ascii_lowercase();
        len += 1;
    }
    let word = word.get(..len).unwrap_or_default();
    // The X of an identity number is no key, and a letter is one only before a sign.
    let joined = start > 0 && key.get(start - 1).is_some_and(u8::is_ascii_digit);
    // 商品ID 1381…: Han characters before a word make a key of it.
    let owner = key.get(..start).unwrap_or_default();
    let signed = wide.is_some()
        || between.iter().any(|byte| *byte != b' ')
        || owner.last().is_some_and(|byte| *byte >= 0x80);
    if word.is_empty() || (between.is_empty() && wide.is_none()) || joined || (word.len() < 2 && !signed) {
        return false;
    }
    // An account is nothing that counts.
    let ends = |end: &&str| word.ends_with(end.as_bytes()) && !word.ends_with(b"account");
    let is_whole = |end: &str| end.len() > 3 || part_begins(key.get(start..).unwrap_or_default(), end.len());
    if KEYS.iter().filter(|end| ends(end)).any(|end| is_whole(end)) {
        return true;
    }
    let people = || {
        PEOPLE.iter().any(|part| word.windows(part.len()).any(|window| window == part.as_bytes()))
            || HAN_PEOPLE.iter().any(|part| owner.ends_with(part.as_bytes()))
    };
    let names = signed && NAMES.iter().filter(|end| ends(end)).any(|end| is_whole(end));
    names && !people()
}

/// Whether the last `len` letters of a key are a part of it by themselves: `order_id`, `orderId`, `ID`, not `valid`.
fn part_begins(key: &[u8], len: usize) -> bool {
    let Some(at) = key.len().checked_sub(len) else { return true };
    let (before, part) = key.split_at_checked(at).unwrap_or((key, &[]));
    match (before.last(), part.first()) {
        (None, _) => true,
        (Some(last), Some(first)) => {
            !last.is_ascii_alphabetic() || (last.is_ascii_lowercase() && first.is_ascii_uppercase())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str, number: &str) -> bool {
        let (before, after) = text.split_once(number).expect("number is in the text");
        is_counted(before.as_bytes(), number.as_bytes(), after.as_bytes())
    }

    #[test]
    fn a_key_or_unit_tells_a_quantity() {
        for text in [
            "offset=13812345678",
            "\"index\":13812345678,",
            "TID 13812345678",
            "order_id: 13812345678",
            "msgId=13812345678",
            "订单号：13812345678",
            "第13812345678号",
            "13812345678 bytes",
            "TCP_MISS/200 13812345678 GET http://example.com/ -",
            "13812345678元",
            "len: 13812345678",
            "fileSize=13812345678",
            "SN：13812345678",
            "商品ID 13812345678",
            "直播间ID：13812345678",
            "sku_id=13812345678",
            "\"id\":13812345678",
            "资产编号 13812345678",
            "GET /v1/items/13812345678 HTTP/1.1",
        ] {
            assert!(counted(text, "13812345678"), "{text}");
        }
        for text in [
            "13812345678",
            "user=13812345678",
            "userId=13812345678",
            "to 13812345678",
            "手机13812345678",
            "valid: 13812345678",
            "login:13812345678 ok",
            "13812345678 b",
            "13812345678,打电话",
            "35010219470209167X 13812345678",
            "会员ID：13812345678",
            "uid=13812345678",
            "account=13812345678",
            "GET /user/13812345678 HTTP/1.1",
            "open_id=13812345678",
        ] {
            assert!(!counted(text, "13812345678"), "{text}");
        }
    }
}
