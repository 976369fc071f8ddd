//! Every instruction set against the reference, and the reference against what [`Event`] promises.

use super::*;

/// Marks of a whole text, a window at a time: the positions of each event.
fn marked(isa: Isa, filter: &Filter, wanted: EventSet, text: &[u8]) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); Event::COUNT];
    let (mut carry, mut marks) = (Carry::default(), Marks::new());
    for (number, window) in text.chunks(WINDOW).enumerate() {
        isa.mark(filter, wanted, window, &mut carry, &mut marks);
        for event in Event::ALL {
            for (word, &bits) in marks.words(event).iter().enumerate() {
                let bit_set = (0..64).filter(|bit| bits >> bit & 1 == 1);
                found[event as usize].extend(bit_set.map(|bit| number * WINDOW + 64 * word + bit));
            }
        }
    }
    found
}

fn filter() -> Filter {
    let bytes = |han: char| han.to_string().into_bytes().try_into().expect("three bytes");
    let ends = "名号码证话".chars().map(|han| (None, bytes(han))).chain([(Some(b'Q'), bytes('群'))]);
    Filter::new(ends, "０９＠Ａ①".chars().map(bytes))
}

/// Splitmix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Bytes drawn from pieces of one of several alphabets, each unkind to some event.
    fn text(&mut self, len: usize) -> Vec<u8> {
        const ALPHABETS: [&[&str]; 8] = [
            &["0", "1", "7", " ", "(", ")", "-", ".", "/", "12", "345678"],
            &["a", "F", "9", "-", ":", ".", "ab", "0f", "c0de", "g"],
            &["A", "B", "4", "2", "a", " ", "AB", "12", "名", "é"],
            &["name", "ID", " ", "  ", "=", ":", "\"", "12", "12345", "\t", "\\", "`", "|", "\r\n"],
            &["姓", "名", "号", "码", "１", "３", "，", "a", "A", "5", "\u{A0}", "\u{3000}", "\u{2014}"],
            &["-", "-", "-", "x", "----", "://", "/", ":", "@", "x@y", ".", "a.b", "@中"],
            &["Zz9", "0123456789abcdef", "_", "-", "aaaaaaa", " "],
            &["\0", "\u{7f}", "\u{80}", "ÿ", "[", "{", "`", "~", "^", "!", "?", "/", "@", ":"],
        ];
        let alphabet = self.below(ALPHABETS.len() + 2);
        let mut text = Vec::with_capacity(len + 16);
        while text.len() < len {
            match ALPHABETS.get(alphabet) {
                Some(pieces) => text.extend_from_slice(pieces[self.below(pieces.len())].as_bytes()),
                None if alphabet == ALPHABETS.len() => text.push(self.next() as u8),
                None => {
                    let pieces = ALPHABETS[self.below(ALPHABETS.len())];
                    text.extend_from_slice(pieces[self.below(pieces.len())].as_bytes());
                }
            }
        }
        text.truncate(len);
        text
    }
}

fn compare(filter: &Filter, wanted: EventSet, text: &[u8]) {
    let scalar = Isa::named("scalar").expect("scalar is everywhere");
    let expected = marked(scalar, filter, wanted, text);
    for isa in Isa::available() {
        let found = marked(isa, filter, wanted, text);
        for event in Event::ALL {
            let (found, expected) = (&found[event as usize], &expected[event as usize]);
            let name = isa.name();
            assert_eq!(found, expected, "{event:?} with {name} in {:?}", String::from_utf8_lossy(text));
        }
    }
}

#[test]
fn every_isa_equals_scalar_at_all_lengths() {
    let (filter, mut random) = (filter(), Random(1));
    for len in 0..300 {
        for _ in 0..12 {
            compare(&filter, EventSet::ALL, &random.text(len));
        }
    }
}

#[test]
fn every_isa_equals_scalar_around_windows() {
    let (filter, mut random) = (filter(), Random(2));
    for border in [WINDOW, 2 * WINDOW, 3 * WINDOW] {
        for len in border - 70..border + 70 {
            compare(&filter, EventSet::ALL, &random.text(len));
        }
    }
}

#[test]
fn every_isa_equals_scalar_on_short_pieces_across_borders() {
    let (filter, mut random) = (filter(), Random(3));
    for border in [64, 128, 256, 512, WINDOW] {
        for offset in border - 40..border + 8 {
            for _ in 0..4 {
                let mut text = vec![[b' ', b'x', 0, b'1', 0xE5][random.below(5)]; offset];
                let len = random.below(60);
                text.extend(random.text(len));
                compare(&filter, EventSet::ALL, &text);
            }
        }
    }
}

#[test]
fn every_isa_equals_scalar_on_any_set_of_events() {
    let (filter, mut random) = (filter(), Random(4));
    for _ in 0..400 {
        let wanted = Event::ALL.into_iter().filter(|_| random.below(3) > 0).collect();
        let len = random.below(2 * WINDOW);
        compare(&filter, wanted, &random.text(len));
    }
}

#[test]
fn old_marks_do_not_shine_through() {
    let filter = filter();
    for isa in Isa::available() {
        let mut marks = Marks::new();
        isa.mark(&filter, EventSet::ALL, &[b'1'; WINDOW], &mut Carry::default(), &mut marks);
        assert_ne!(marks.events, Marks::new().events);
        isa.mark(&filter, EventSet::ALL, b"", &mut Carry::default(), &mut marks);
        assert_eq!(marks.events, Marks::new().events, "{}", isa.name());
        isa.mark(&filter, EventSet::ALL, &[b'1'; WINDOW], &mut Carry::default(), &mut marks);
        isa.mark(&filter, EventSet::default(), b"123456 a@b", &mut Carry::default(), &mut marks);
        assert_eq!(marks.events, Marks::new().events, "{}", isa.name());
    }
}

#[test]
fn a_run_longer_than_a_window_fires_once() {
    for isa in Isa::available() {
        for offset in [0, 1, 58, 59, 60, 64, WINDOW - 6, WINDOW - 5, WINDOW - 1] {
            for (unit, event, size) in
                [("1", Event::DigitRun, 6), ("1(-.", Event::DigitRun, 6), ("x", Event::LongToken, 14)]
            {
                let mut text = "?".repeat(offset);
                text.push_str(&unit.repeat(3 * WINDOW));
                let found = marked(isa, &filter(), EventSet::ALL, text.as_bytes());
                assert_eq!(
                    found[event as usize],
                    [offset + size - 1],
                    "{unit:?} after {offset} with {}",
                    isa.name()
                );
            }
        }
    }
}

/// Asserts that `event` stands on just the bytes under a `^` of `signs`, wherever the text lies in a window.
fn stands(event: Event, text: &str, signs: &str) {
    let expected: Vec<usize> =
        signs.bytes().enumerate().filter(|(_, sign)| *sign == b'^').map(|(at, _)| at).collect();
    for isa in Isa::available() {
        for offset in [0, 3, 50, 55, 60, 63, 64, 250, 510, WINDOW - 12, WINDOW - 3] {
            let shifted = "\0".repeat(offset) + text;
            let found = marked(isa, &filter(), EventSet::ALL, shifted.as_bytes());
            let found: Vec<usize> = found[event as usize].iter().map(|at| at - offset).collect();
            assert_eq!(found, expected, "{event:?} in {text:?} at {offset} with {}", isa.name());
        }
    }
}

#[test]
fn digit_runs() {
    stands(Event::DigitRun, "12345", "");
    stands(Event::DigitRun, "1234567", "     ^");
    stands(Event::DigitRun, "1 - 5678", "     ^");
    stands(Event::DigitRun, "1 - (678", "");
    stands(Event::DigitRun, "010-8888 1234a123456", "     ^             ^");
}

#[test]
fn at_signs_schemes_and_dots() {
    stands(Event::At, "a@b @ @中 @@x @-", "  ^    ^     ^");
    stands(Event::Scheme, "http://x c:/ a// ://", "      ^            ^");
    stands(Event::Dot, "a.b 1.c .d a.B é.f 9.z", "  ^   ^               ^");
}

#[test]
fn tokens() {
    stands(Event::TokenStart, "ab_c é9", "^  ^   ^");
    stands(Event::LongToken, "ghp_0123456789abcdef", "                 ^");
    stands(Event::LongToken, "0123456789abc", "");
}

#[test]
fn hex_groups() {
    stands(Event::HexSeparator, "fe80::1:22:3333:44444:5", "     ^    ^    ^");
    stands(Event::HexSeparator, "00-1B-44-a1-g1-", "        ^  ^");
    stands(Event::HexSeparator, "12:30:45 2026-03-01 12:30:45:6", "                            ^");
    stands(Event::HexSeparator, "001b.44c0.ffff 01b.44c0.", "         ^");
}

#[test]
fn upper_case_then_digits() {
    stands(Event::UpperDigit, "DE89 XDE89 _GB12 De12 D-12", "   ^           ^");
}

#[test]
fn han_beside_ascii() {
    stands(Event::HanAscii, "京A1中1é a", "   ^    ^");
    stands(Event::DigitHan, "12号3 号", "  ^");
}

#[test]
fn label_ends() {
    stands(Event::LabelEnd, "name: x", "    ^");
    stands(Event::LabelSpace, "name :x", "     ^");
    stands(Event::LabelEnd, "name是", "    ^");
    stands(Event::LabelFar, "name  :x", "      ^");
    stands(Event::LabelDigits, "CVV 123", "     ^");
    stands(Event::LabelDigits, "CVV  123", "      ^");
    stands(Event::LabelDigits, "QQ1234567", "      ^");
    stands(Event::LabelEnd, "QQ1234 9:1 -12", "        ^");
    stands(Event::LabelEnd, "имя:x", "      ^");
}

#[test]
fn han_label_ends() {
    stands(Event::HanTail, "姓名码", "     ^  ^");
}

#[test]
fn bytes_that_decoding_rewrites() {
    stands(Event::Rewrite, "1\u{A0}2", " ^ ^");
    stands(Event::Rewrite, "１3", "   ^");
    stands(Event::Rewrite, "1中2", "");
}

#[test]
fn dashes() {
    stands(Event::Dashes, "-----BEGIN---- ------", "     ^");
}

#[test]
fn names_lead_back_to_their_isa() {
    for isa in Isa::available() {
        assert_eq!(Isa::named(isa.name()), Some(isa));
    }
    assert_eq!(Isa::named("mmx"), None);
    assert_eq!(Isa::available().first(), Some(&Isa::best()));
    assert_eq!(Isa::available().last().map(|isa| isa.name()), Some("scalar"));
}
