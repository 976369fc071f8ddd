//! The fuzz target on inputs grown from a seed: files of every format, cut, joined and damaged.

#![allow(missing_docs)]

mod bodies;
mod common;

use std::panic::catch_unwind;

use common::{encoded, gzip, tar, zip, zstd};
use yinsi::Encoding;

/// splitmix64
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// One file of each format.
fn files() -> Vec<Vec<u8>> {
    let csv = "姓名,电话,备注\n李华,13800138000,\"a \"\"b\"\"\nc\"\n王芳,13900139000,\n".as_bytes();
    let jsonl = b"{\"id\":1,\"user\":{\"name\":\"A\",\"phones\":[\"1\",\"2\"]}}\n{\"id\":2}\n";
    let json =
        b"{\"total\": 2, \"rows\": [{\"a\": \"x\\u5f20\"},\n {\"a\": {\"b\": [1, 2.5e3]}}], \"by\": \"me\"}";
    let sql = b"CREATE TABLE `t` (`id` int, `n` text);\nINSERT INTO `t` VALUES (1,'a\\'b'),(2,NULL);\nCOPY t (id, n) FROM stdin;\n1\tx\\ty\n\\.\nUPDATE t SET n = $x$13$x$;\n";
    let vcf = b"BEGIN:VCARD\r\nN;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=\r\n=E4=BC=9F\r\nTEL:1\r\n 2\r\nEND:VCARD\r\n";
    let eml = b"From: =?UTF-8?B?5byg?= <a@example.com>\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: base64\n\n0NXD+w==\n--x\nContent-Disposition: attachment; filename=\"l.csv\"\n\nname,phone\nA,1\n--x--\n";
    let mbox = [b"From a b\nFrom: a@example.com\nTo: b@example.com\n\nx\n>From y\n\n".as_slice(); 2].concat();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    assert!(sheet.write(0, 0, "姓名").is_ok() && sheet.write(1, 0, 13_812_345_678.0).is_ok());
    let workbook = workbook.save_to_buffer().expect("a workbook");
    vec![
        csv.to_vec(),
        encoded(Encoding::GB18030, std::str::from_utf8(csv).expect("UTF-8")),
        encoded(Encoding::UTF_16LE, std::str::from_utf8(csv).expect("UTF-8")),
        jsonl.to_vec(),
        json.to_vec(),
        sql.to_vec(),
        vcf.to_vec(),
        eml.to_vec(),
        mbox,
        b"one\ntwo\n\nthree".to_vec(),
        zip(&[("a.csv", csv), ("b/c.jsonl", jsonl)]),
        workbook,
        include_bytes!("data/people16.sqlite").to_vec(),
        tar(&[("a.csv", csv), ("b.json", json)]),
        gzip(csv),
        zstd(csv),
    ]
}

fn damaged(rng: &mut Rng, files: &[Vec<u8>]) -> Vec<u8> {
    let which = rng.below(files.len());
    let mut bytes = files[which].clone();
    if rng.below(6) == 0 {
        let other = &files[rng.below(files.len())];
        bytes.extend_from_slice(other);
    }
    for _ in 0..rng.below(8) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.below(bytes.len());
        match rng.below(6) {
            0 | 1 => bytes[at] = rng.next() as u8,
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, b"\"'\\{}[](),;:=\n\r\t-\0\xFF"[rng.below(19)]),
            4 => bytes.truncate(at),
            _ => {
                let end = (at + rng.below(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    // Mostly under the name of its kind.
    bytes.insert(
        0,
        if rng.below(4) == 0 {
            rng.next() as u8
        } else {
            [1, 1, 1, 4, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15][which]
        },
    );
    bytes
}

#[test]
fn damaged_files_of_all_formats_are_read_to_their_end() {
    let files = files();
    let first = std::env::var("YINSI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let mut failed = Vec::new();
    for seed in first..first + 3000 {
        let data = damaged(&mut Rng(seed), &files);
        if catch_unwind(|| bodies::records(&data)).is_err() {
            failed.push(seed);
        }
    }
    assert!(failed.is_empty(), "records fails for seeds {failed:?}");
}

#[test]
fn bytes_of_no_format_are_read_to_their_end() {
    for seed in 0..600 {
        let mut rng = Rng(seed);
        let len = rng.below(600);
        let alphabet: &[u8] = if seed % 2 == 0 { b"\"',;|\t\n\r{}[]:()ab1\\=- \xE5\xBC\xA0" } else { &[] };
        let byte = |rng: &mut Rng| match alphabet.get(rng.below(alphabet.len())) {
            Some(byte) => *byte,
            None => rng.next() as u8,
        };
        let data: Vec<u8> = (0..len).map(|_| byte(&mut rng)).collect();
        assert!(catch_unwind(|| bodies::records(&data)).is_ok(), "seed {seed}");
    }
}
