//! Chinese postal addresses: from the province down to the room.
//!
//! An address is read from its start, piece by piece: a division name, a road,
//! a compound, a number with its unit. A reading counts when its pieces end
//! exactly where it ends, so that the longest one that makes sense wins.

use super::lookup::{self, AddressWords, Ending, address_ending, address_word, begins, begins_with};
use super::names::{cn_name_length, is_han};
use super::{chars, valid_utf8};

/// Longest name of a road, compound or area, in characters.
const NAME_CHARS: usize = 12;

/// What a piece of an address is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// A name of GB/T 2260.
    Division,
    /// Another administrative area.
    Area,
    Road,
    /// A village, compound, building or institution.
    Place,
    /// A number with its unit, or at the end without.
    Number,
    /// A place beside another, or something in brackets.
    Mark,
}

/// Returns how many bytes at the start of a Chinese address name divisions, down to the county at most.
///
/// An address that begins with no division known by name has none: 0.
///
/// ```
/// use yinsi::validate::cn_county_prefix;
///
/// assert_eq!(cn_county_prefix("北京市朝阳区建国路88号"), "北京市朝阳区".len());
/// assert_eq!(cn_county_prefix("建国路88号"), 0);
/// ```
pub fn cn_county_prefix(address: &str) -> usize {
    let (mut at, mut last) = (0, 0);
    while let Some(rest) = address.as_bytes().get(at..) {
        let gap = rest.iter().take_while(|byte| **byte == b' ').count();
        match lookup::division_name(rest.get(gap..).unwrap_or_default()) {
            Some((level, len)) if level > last => (at, last) = (at + gap + len, level),
            _ => break,
        }
    }
    at
}

/// Returns whether the whole of `text` reads as a Chinese address, a value
/// right after a label such as `地址`, with `after` behind it: at least two
/// pieces, one of which is a known division, or else a road or place with a
/// number.
///
/// ```
/// use yinsi::validate::cn_address;
///
/// assert!(cn_address("北京市朝阳区建国路88号", "电话"));
/// assert!(!cn_address("北京市朝阳区建国路88号电话", "") && !cn_address("北京市", ""));
/// ```
pub fn cn_address(text: &str, after: &str) -> bool {
    let Some(last) = text.chars().next_back() else { return false };
    // Most readings end inside a word; a longer one has to end in a piece's last character.
    let short = text.len() <= 30;
    if !(short
        || last.is_ascii_alphanumeric()
        || matches!(last, '０'..='９' | ')' | '）')
        || ENDS.contains(last)
        || ends_field(after))
    {
        return false;
    }
    // A comma joins divisions only, and those stand before every number.
    let number = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    if text.get(number..).is_some_and(|tail| tail.contains([',', '，', '、', '。', '：', '；'])) {
        return false;
    }
    // 户籍地|址…: the rest of the label.
    if text.starts_with('址') {
        return false;
    }
    let mut rest = text.strip_prefix("中国").unwrap_or(text);
    let (mut pieces, mut named, mut detailed, mut divided) = (0, false, false, false);
    let mut before = None;
    while !rest.is_empty() {
        let joined = rest;
        if before.is_some() {
            rest = rest.strip_prefix([' ', '\u{3000}', '-', '－', '·']).unwrap_or(rest);
        }
        if before == Some(Piece::Division) {
            rest = rest.strip_prefix([',', '，']).unwrap_or(rest);
        }
        if is_stop(rest) {
            return false;
        }
        let read = read(rest, before, detailed);
        if read.is_none() && detailed && before == Some(Piece::Number) && is_compound(rest, after) {
            break;
        }
        let Some((piece, tail)) = read else { return false };
        // 88号 010-62345678: a telephone number behind the address.
        let bare = tail.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        if joined.len() > rest.len() && bare && (rest.starts_with('0') || digits > 5) {
            return false;
        }
        if before.is_none() && piece != Piece::Division && begins_later(rest) {
            return false;
        }
        match piece {
            // Nothing larger follows a number.
            Piece::Division | Piece::Area if detailed => return false,
            Piece::Division => divided = true,
            Piece::Road | Piece::Place => named = true,
            Piece::Number => detailed = true,
            Piece::Area => {}
            Piece::Mark if before.is_none() => return false,
            Piece::Mark => pieces -= 1,
        }
        pieces += 1;
        before = Some(piece);
        // 88号王府|井百货: one character in the middle of a word ends no place.
        let is_cut = |tail: &str| after.starts_with(is_han) && !is_stop(after) && tail.is_empty();
        let cut = piece == Piece::Place && detailed && is_cut(tail);
        if cut && !ends_long(rest) {
            return false;
        }
        rest = tail;
    }
    pieces > 1 && (divided || (named && detailed))
}

/// Bytes from its start in which the first piece of an address ends.
const PIECE_BYTES: usize = 72;

/// Whether an address may begin `text`: whether its first piece can be read.
pub(super) fn may_begin(text: &[u8]) -> bool {
    let rest = text.strip_prefix("中国".as_bytes()).unwrap_or(text);
    let reads = |text: &str| !is_stop(text) && read(text, None, false).is_some();
    may_read(rest) && reads(valid_utf8(rest.get(..PIECE_BYTES).unwrap_or(rest)))
}

/// The same at a glance: whether the first character begins a division, number or mark, or an ending
/// follows before a name must have ended.
fn may_read(text: &[u8]) -> bool {
    let mut chars = chars(text);
    let Some(first) = chars.next() else { return false };
    let kinds = begins_with(first);
    kinds & (begins::DIVISION | begins::MARK) != 0
        || LEADS.contains(first)
        || is_numeral(first)
        || !is_of_sentences(first)
            && chars
                .take(NAME_CHARS + 1)
                .take_while(|c| fits_name(*c))
                .any(|c| begins_with(c) & begins::ENDING != 0)
}

/// Last characters of pieces.
const ENDS: &str = "上下东中之乡会侧元内办北区區南卫厂厅厦县口台号司同团园園圩地场坂坊坎块坡坪城埔埠堂堡堤塔塘墅墟壁处头\
    委学室家寓寨层居屋層屯岛岭岸州巷市幢庄库店府座庭廈弄心户房所排旁旗景期木村条柜查栋校档桥棟楼樓段沟洞\
    港湾点盟省社站米縣线组舍苑营號行街西角谷货路轩边近连速連道邦邸郡都鄉鄰里鎮铺镇门间阁队际院集面館馆場邨閣校行學灣";

/// Whether a character stands in sentences and not in the names of places.
fn is_of_sentences(c: char) -> bool {
    matches!(
        c,
        '的' | '了'
            | '是'
            | '在'
            | '与'
            | '或'
            | '被'
            | '把'
            | '我'
            | '你'
            | '您'
            | '他'
            | '她'
            | '这'
            | '那'
            | '说'
            | '因'
            | '为'
            | '已'
            | '请'
            | '很'
            | '就'
            | '也'
            | '吗'
            | '呢'
            | '吧'
            | '及'
            | '没'
            | '不'
            | '并'
            | '且'
            | '所'
            | '称'
    )
}

/// Whether a province or prefecture begins inside the first characters of
/// `text`, which is then no address but the end of a sentence before one
/// (住湖南省…).
fn begins_later(text: &str) -> bool {
    text.char_indices().skip(1).take(3).any(|(at, _)| {
        let rest = text.get(at..).unwrap_or_default();
        lookup::division_name(rest.as_bytes()).is_some_and(|(level, len)| {
            level < 3 && rest.get(..len).is_some_and(|name| name.ends_with(['省', '市', '区']))
        })
    })
}

/// Whether `text` begins with a label of what comes next, and not with a name
/// that begins like one (民族大道, 居住区).
fn is_stop(text: &str) -> bool {
    let len = address_word(AddressWords::Stops, text.as_bytes());
    len.and_then(|len| text.get(len..)).is_some_and(|rest| ending(rest).is_none())
}

/// Whether the last two or more characters of `text` are an ending.
fn ends_long(text: &str) -> bool {
    text.char_indices()
        .rev()
        .skip(1)
        .take(3)
        .any(|(at, _)| text.get(at..).is_some_and(|end| ending(end).is_some_and(|(_, len)| len == end.len())))
}

/// Reads one piece of an address.
fn read(text: &str, before: Option<Piece>, detailed: bool) -> Option<(Piece, &str)> {
    if let Some(piece) = division(text, detailed) {
        return Some(piece);
    }
    if let Some(piece) = number(text, before) {
        return Some(piece);
    }
    if let Some(rest) = bracket(text) {
        return Some((Piece::Mark, rest));
    }
    // 东门 and 对面 are marks, unless a longer name begins with them: 东门大街.
    let mark = address_word(AddressWords::Marks, text.as_bytes()).and_then(|len| text.get(len..));
    match (mark, name(text, 0)) {
        (Some(rest), None) => Some((Piece::Mark, rest)),
        (None, None) => {
            before.and_then(|before| joint(text, before).or_else(|| building(text)).or_else(|| letters(text)))
        }
        (_, name) => name,
    }
}

/// A second road at a crossing: 北园路|与蒙山大道.
fn joint(text: &str, before: Piece) -> Option<(Piece, &str)> {
    let rest = text.strip_prefix(['与', '和', '及', '、']).filter(|_| before == Piece::Road)?;
    name(rest, 0).filter(|(piece, _)| *piece == Piece::Road)
}

/// The name of a compound without an ending, right before a building of it: 纳帕溪谷|3栋.
fn building(text: &str) -> Option<(Piece, &str)> {
    let end = text.find(|c: char| !is_han(c) || is_of_sentences(c)).filter(|end| (6..=30).contains(end))?;
    let rest = text.get(end..)?;
    let is_named = text
        .char_indices()
        .take_while(|(at, _)| *at < end)
        .all(|(at, _)| text.get(at..).is_some_and(|rest| !is_stop(rest)));
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | '-'));
    let is_building = unit.len() < rest.len()
        && unit.starts_with(['栋', '幢', '座', '期', '#'])
            | unit.starts_with("号楼")
            | unit.starts_with("单元")
            | rest.get(..rest.len() - unit.len()).is_some_and(|number| number.contains('-'));
    (is_named && is_building).then_some((Piece::Place, rest))
}

/// Whether a field or clause ends where `after` begins.
fn ends_field(after: &str) -> bool {
    after.is_empty()
        || after.starts_with([
            '\n', '\r', '\t', '"', '\'', '<', '|', '&', ',', '，', '。', '；', ';', '（', '(', ' ', '\\', '}',
        ])
}

/// Whether `text` is the name of a compound without an ending, at the end of a field:
/// 88号|翠湖天地.
fn is_compound(text: &str, after: &str) -> bool {
    let count = text.chars().count();
    let begins_phrase = text.starts_with(|c| "举欢开发有到见找取等送请收签办上下来去看吃买打叫给让进出回带拿按敲租卖售转交联派达即当做能应将需内外".contains(c));
    (3..=8).contains(&count)
        && ends_field(after)
        && !begins_phrase
        && text.chars().all(|c| is_han(c) && !is_of_sentences(c))
        && !text.char_indices().any(|(at, _)| text.get(at..).is_some_and(is_stop))
        && !(count < 4 && cn_name_length(text, true).is_some())
}

/// A division name, or the name of a road or place that begins like one (南京路,
/// 北京饭店), which is all that a division name can be after a number.
fn division(text: &str, detailed: bool) -> Option<(Piece, &str)> {
    let (_, len) = lookup::division_name(text.as_bytes())?;
    let (name, rest) = text.split_at_checked(len)?;
    let is_short = !name.ends_with(['省', '市', '区', '县', '旗', '州', '盟']);
    let after = rest.trim_start_matches(['东', '西', '南', '北', '中']);
    let is_named = ending(rest).is_some() || road_ending(after).is_some();
    if (detailed || (is_short && is_named))
        && let Some(piece) = self::name(text, len)
    {
        return Some(piece);
    }
    Some((Piece::Division, rest))
}

/// A name up to its ending, which may stand from byte `from` on.
fn name(text: &str, from: usize) -> Option<(Piece, &str)> {
    let mut ended: Option<(Piece, usize)> = None;
    for (count, (at, c)) in text.char_indices().enumerate() {
        let rest = text.get(at..)?;
        if let Some((_, end)) = ended
            && at < end
        {
            continue;
        }
        // 新城市广场, 城市花园: no 城 ends there.
        let city = rest.starts_with("城市");
        let found = if count > 0 && at >= from && !city { ending(rest) } else { None };
        if let Some((piece, len)) = found {
            ended = Some((piece, at + len));
            continue;
        }
        if let Some((piece, end)) = ended {
            // 中关村|南大街, 南京|东一路: a road ending that follows at once belongs to the name.
            let turn = rest.trim_start_matches([
                '东', '西', '南', '北', '中', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十',
            ]);
            let turned = rest.len() - turn.len();
            match road_ending(turn) {
                Some(len) if turned > 0 && turned <= 6 => ended = Some((Piece::Road, at + turned + len)),
                // 十八里|铺镇, 三里|屯街道: a larger ending one character on, or at once.
                _ => match further(rest) {
                    Some(len) => ended = Some((Piece::Area, at + len)),
                    None => return Some((piece, text.get(end..)?)),
                },
            }
            continue;
        }
        let stops = count > 0 && is_stop(rest);
        if !fits_name(c) || stops || count > NAME_CHARS || is_of_sentences(c) {
            return None;
        }
    }
    ended.and_then(|(piece, end)| Some((piece, text.get(end..)?)))
}

/// Whether a character may be part of a name.
fn fits_name(c: char) -> bool {
    is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ')
}

/// The length of the rest of a name whose first characters read as an ending.
fn further(text: &str) -> Option<usize> {
    text.char_indices().take(2).find_map(|(at, c)| {
        let rest = text.get(at..)?;
        let ending =
            ["街道", "镇", "乡", "村", "鎮", "鄉"].into_iter().find(|word| rest.starts_with(word))?;
        (at == 0 || is_han(c)).then_some(at + ending.len())
    })
}

/// A name in letters before a building or number: 三里屯|SOHO A座.
fn letters(text: &str) -> Option<(Piece, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let tail = rest.strip_prefix(' ').unwrap_or(rest);
    let fits = (3..=12).contains(&(text.len() - rest.len()));
    let leads = tail.starts_with(|c: char| c.is_ascii_alphanumeric()) && number(tail, None).is_some();
    (fits && leads).then_some((Piece::Place, rest))
}

/// The longest ending of a name that `text` begins with.
fn ending(text: &str) -> Option<(Piece, usize)> {
    let (kind, len) = address_ending(text.as_bytes())?;
    let piece = match kind {
        Ending::Area => Piece::Area,
        Ending::Road => Piece::Road,
        Ending::Place => Piece::Place,
    };
    Some((piece, len))
}

/// The length of the ending of a road that `text` begins with.
fn road_ending(text: &str) -> Option<usize> {
    ending(text).filter(|(piece, _)| *piece == Piece::Road).map(|(_, len)| len)
}

/// What may stand before a number.
const LEADS: &str = "第附甲乙丙丁负自东西南北内之";

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零' | '〇')
}

/// A number with its unit (88号, 三单元, A座, 附5号), or one without after a road, place or number (2-301).
fn number(text: &str, before: Option<Piece>) -> Option<(Piece, &str)> {
    let body = text.trim_start_matches(|c| LEADS.contains(c));
    if text.len() - body.len() > 6 {
        return None;
    }
    let is_body = |c: char| {
        c.is_ascii_alphanumeric()
            || is_numeral(c)
            || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | '-' | '－' | '#' | '＃' | '/' | '—' | '～' | '~' | '.' | '+')
    };
    let end = body.find(|c| !is_body(c)).unwrap_or(body.len());
    let (digits, rest) = body.split_at_checked(end)?;
    let digits = digits.trim_end_matches(['-', '－', '/', '.', '+']);
    let rest = if digits.len() == end { rest } else { body.get(digits.len()..)? };
    let count = digits.chars().count();
    if count == 0 || count > 16 || digits.chars().filter(char::is_ascii_alphabetic).count() > 4 {
        return None;
    }
    let arabic = digits.contains(|c: char| c.is_ascii_digit() || matches!(c, '０'..='９'));
    // A 座 501
    let rest = rest
        .strip_prefix(' ')
        .filter(|rest| rest.starts_with(['号', '座', '栋', '幢', '楼', '层', '室']))
        .unwrap_or(rest);
    if let Some(len) = address_word(AddressWords::Units, rest.as_bytes()) {
        let (unit, tail) = rest.split_at_checked(len)?;
        // 三门路, 八一路: the unit is the ending of a name.
        let is_road = road_ending(unit) == Some(len);
        if !arabic && (ending(tail).is_some() || further(tail).is_some()) {
            return None;
        }
        let piece = if is_road && !arabic { Piece::Road } else { Piece::Number };
        return Some((piece, tail));
    }
    let follows = matches!(before, Some(Piece::Road | Piece::Place | Piece::Number));
    (follows && arabic && text.len() == body.len() && count <= 10).then_some((Piece::Number, rest))
}

/// Up to fifteen characters in brackets, at the start of `text`.
fn bracket(text: &str) -> Option<&str> {
    let inner = text.strip_prefix(['(', '（'])?;
    let end = inner.find([')', '）'])?;
    let (inner, rest) = inner.split_at_checked(end)?;
    let stops = |(at, _)| inner.get(at..).is_some_and(is_stop);
    let fits = inner.chars().count() <= 15 && !inner.char_indices().any(stops);
    fits.then(|| rest.strip_prefix([')', '）'])).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_down_to_the_room() {
        for text in [
            "北京市朝阳区建国路88号",
            "广东省深圳市南山区科技园南区深南大道10000号",
            "上海市浦东新区世纪大道100号环球金融中心28楼",
            "浙江省杭州市西湖区文三路478号华星时代广场A座1201室",
            "四川省成都市武侯区天府大道北段1700号",
            "江苏省南京市鼓楼区中山北路26号",
            "山东省济南市历下区泉城路180号3号楼2单元501",
            "湖北省武汉市洪山区珞喻路1037号",
            "湖南省长沙市岳麓区橘子洲街道麓山南路2号",
            "河南省郑州市金水区花园路39号院5号楼3单元12号",
            "北京市海淀区中关村南大街5号",
            "北京市海淀区清华园1号",
            "重庆市渝中区解放碑步行街8号",
            "内蒙古自治区呼和浩特市赛罕区大学西街235号",
            "新疆维吾尔自治区乌鲁木齐市天山区人民路2号",
            "河北省石家庄市正定县城关镇东关村三组12号",
            "广东深圳南山区粤海街道科苑路15号",
            "南京路100号",
            "幸福小区3号楼2单元501室",
            "北京市西城区三里河路9号（建设部大院）",
            "上海市徐汇区漕溪北路18号上海实业大厦",
            "天津市和平区南京路189号津汇广场2座29层",
            "福建省厦门市思明区软件园二期观日路22号",
            "辽宁省大连市沙河口区星海广场1号",
            "云南省昆明市五华区东风西路1号",
            "湖南省长沙市",
            "湖南长沙",
            "陕西省西安市雁塔区长安南路300号",
            "广州市天河区体育西路103号维多利广场A塔",
            "北京市朝阳区三里屯路19号",
            "浙江省宁波市鄞州区百丈东路787号",
            "湖南省株洲市天元区黄河北路188号湘银纳帕溪谷3栋2单元1801",
            "香港特别行政区中西区皇后大道中99号",
            "山东省临沂市兰山区柳青街道北园路与蒙山大道交汇处",
            "北京市昌平区回龙观镇龙华园小区2-3-401",
        ] {
            assert!(cn_address(text, ""), "{text}");
        }
    }

    #[test]
    fn every_ending_is_among_the_last_characters() {
        use crate::validate::tables as t;
        for (words, starts) in [
            (t::ADDRESS_ENDINGS, &t::ADDRESS_ENDINGS_AT[..]),
            (t::ADDRESS_UNITS, &t::ADDRESS_UNITS_AT[..]),
            (t::ADDRESS_MARKS, &t::ADDRESS_MARKS_AT[..]),
        ] {
            for end in starts.iter().skip(1) {
                let last = words.get(..usize::from(*end)).and_then(|words| words.chars().next_back());
                assert!(last.is_some_and(|last| ENDS.contains(last)), "{last:?}");
            }
        }
    }

    /// The longest reading that counts, as the engine takes it.
    fn longest(text: &str) -> Option<&str> {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        let readings = ends.filter_map(|end| text.split_at_checked(end));
        readings.filter(|(reading, after)| cn_address(reading, after)).map(|(reading, _)| reading).next_back()
    }

    #[test]
    fn the_longest_reading_is_the_address() {
        for (text, expected) in [
            ("北京市朝阳区建国路88号电话13800138000", "北京市朝阳区建国路88号"),
            ("北京市朝阳区建国路88号，邮编100022", "北京市朝阳区建国路88号"),
            ("广东省深圳市南山区科技园路1号 联系人：张三", "广东省深圳市南山区科技园路1号"),
            ("杭州市西湖区文三路478号A座1201室收件人李四", "杭州市西湖区文三路478号A座1201室"),
            ("四川省成都市武侯区天府大道北段1700号。以上", "四川省成都市武侯区天府大道北段1700号"),
            ("江苏省南京市鼓楼区中山北路26号\n身份证号", "江苏省南京市鼓楼区中山北路26号"),
            ("湖南省长沙市岳麓区麓山南路2号2栋301，手机", "湖南省长沙市岳麓区麓山南路2号2栋301"),
            (
                "浙江省杭州市余杭区五常街道文一西路969号3幢5层",
                "浙江省杭州市余杭区五常街道文一西路969号3幢5层",
            ),
            ("上海市静安区南京西路1266号恒隆广场\t张三", "上海市静安区南京西路1266号恒隆广场"),
            ("河北省保定市\"", "河北省保定市"),
            (
                "江苏省苏州市工业园区星湖街328号创意产业园1-B201单元",
                "江苏省苏州市工业园区星湖街328号创意产业园1-B201单元",
            ),
            ("北京市东城区东长安街１号", "北京市东城区东长安街１号"),
            ("广西壮族自治区南宁市青秀区民族大道100号，性别男", "广西壮族自治区南宁市青秀区民族大道100号"),
            ("贵州省遵义市汇川区上海路105号", "贵州省遵义市汇川区上海路105号"),
            ("安徽省合肥市蜀山区长江西路669号王府井百货", "安徽省合肥市蜀山区长江西路669号王府井百货"),
            (
                "山西省太原市小店区长风街123号长风小区6号楼1单元1002室,王五",
                "山西省太原市小店区长风街123号长风小区6号楼1单元1002室",
            ),
            ("安徽省阜阳市颍上县十八里铺镇张庄村12号", "安徽省阜阳市颍上县十八里铺镇张庄村12号"),
            ("北京朝阳区三里屯SOHO A座1205", "北京朝阳区三里屯SOHO A座1205"),
            ("天津市和平区新华街525号世茂滨江7-3-1151\n", "天津市和平区新华街525号世茂滨江7-3-1151"),
            ("甘肃省兰州市七里河区新华街604号翠湖天地\n", "甘肃省兰州市七里河区新华街604号翠湖天地"),
            ("北京市朝阳区光明巷986号世茂滨江\"", "北京市朝阳区光明巷986号世茂滨江"),
            ("上海市浦东新区解放大道271号金地格林小镇，", "上海市浦东新区解放大道271号金地格林小镇"),
            ("北京市朝阳区建国路88号张三丰，", "北京市朝阳区建国路88号"),
            ("北京市朝阳区建国路88号举行婚礼，", "北京市朝阳区建国路88号"),
            ("北京朝阳区三里屯Tel: 138", "北京朝阳区三里屯"),
            ("广州市番禺区外环西路230号广州大学 A 座 501", "广州市番禺区外环西路230号广州大学 A 座 501"),
            ("杭州市西湖区文三路138号 010-62345678", "杭州市西湖区文三路138号"),
            ("新界沙田沙田正街18號新城市廣場", "新界沙田沙田正街18號新城市廣場"),
            ("台北市信義區信義路五段7號", "台北市信義區信義路五段7號"),
        ] {
            assert_eq!(longest(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_reading_does_not_run_into_what_follows() {
        for text in [
            "",
            "北京市",
            "北京",
            "的",
            "北京市朝阳区建国路88号电",
            "北京市朝阳区建国路88号电话",
            "北京市朝阳区建国路88号手机",
            "北京市朝阳区建国路88号，邮编",
            "北京市朝阳区建国路88号联系",
            "栏输入网址",
            "不能为空",
            "北京市朝阳区建国路88号-",
            "192.168.1.1",
            "北京市朝阳区建国路88号发生的纠纷由广东省",
            "错误",
            "未知",
            "张三",
            "北京市朝阳区建国路88号的公司",
            "址湖南省长沙市岳麓区麓山南路2号",
            "住湖南省长沙市岳麓区麓山南路2号",
        ] {
            assert!(!cn_address(text, ""), "{text}");
        }
    }
}
