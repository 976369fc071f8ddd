//! Chinese personal names right after a label: where does the name end?
//!
//! Chinese runs on without spaces (`姓名张三性别男`), so that the end is decided
//! from what follows: a word that cannot be part of a name, or no Han
//! character. Every look is at the text from the start of the name only, so
//! that all readings of one start agree on the one right length.

use super::{chars, lookup};

/// How much of the text is looked at, in characters.
const WINDOW: usize = 16;

/// The same in bytes, at least.
pub(super) const WINDOW_BYTES: usize = WINDOW * 4;

/// Returns the length in bytes of the Chinese personal name that begins `text`,
/// a value right after a label such as `姓名`; `delimited` tells that a
/// delimiter (`：`, `=`, a quote) stands between the two.
///
/// Names are a surname of the lists with one or two further characters, two
/// joined surnames with two, parts joined by `·` for other peoples and
/// foreigners, and Tibetan ones of two known words.
///
/// ```
/// use yinsi::validate::cn_name_length;
///
/// assert_eq!(cn_name_length("张三性别男", false), Some("张三".len()));
/// assert_eq!(cn_name_length("欧阳娜娜", true), Some("欧阳娜娜".len()));
/// assert_eq!(cn_name_length("未知", true), None);
/// ```
pub fn cn_name_length(text: &str, delimited: bool) -> Option<usize> {
    name_length(text.as_bytes(), delimited)
}

/// The same for the valid UTF-8 that `text` begins with.
pub(super) fn name_length(text: &[u8], delimited: bool) -> Option<usize> {
    let window = Window::new(text);
    let chars = window.name_chars(delimited)?;
    window.starts.get(chars).map(|at| usize::from(*at))
}

/// Returns the length in bytes of the surname that begins a Chinese name; 0 when the characters are
/// not Han, and that of the first where no longer surname is known.
///
/// ```
/// use yinsi::validate::cn_surname_length;
///
/// assert_eq!(cn_surname_length("欧阳娜娜"), "欧阳".len());
/// assert_eq!(cn_surname_length("张三"), "张".len());
/// assert_eq!(cn_surname_length("Jane"), 0);
/// ```
pub fn cn_surname_length(name: &str) -> usize {
    let mut chars = name.chars();
    let (Some(first), second, third) = (chars.next().filter(|c| is_han(*c)), chars.next(), chars.next())
    else {
        return 0;
    };
    let long = lookup::long_surname(name.as_bytes()).filter(|len| *len < name.len());
    let pair = |second: char| third.is_some() && lookup::is_compound_surname(first, second);
    long.or_else(|| second.filter(|c| pair(*c)).map(|c| first.len_utf8() + c.len_utf8()))
        .unwrap_or(first.len_utf8())
}

/// Whether a name begins `text`, with `before` in front of it.
pub(super) fn begins_name(before: &[u8], text: &[u8]) -> bool {
    may_begin(text) && name_length(text, is_delimited(before)).is_some()
}

/// The same at a glance: a surname, or parts joined by an interpunct.
fn may_begin(text: &[u8]) -> bool {
    let mut chars = chars(text);
    let Some(first) = chars.next() else { return false };
    if begins_like_name(first, chars.next().unwrap_or_default(), text) {
        return true;
    }
    self::chars(text).take(WINDOW).find(|c| !is_han(*c)).is_some_and(is_interpunct)
}

/// Whether a surname, or a word of Tibetan names, begins `text`, whose first characters are given.
fn begins_like_name(first: char, second: char, text: &[u8]) -> bool {
    lookup::is_surname(first)
        || lookup::is_compound_surname(first, second)
        || lookup::long_surname(text).is_some()
        || lookup::tibetan_word(text).is_some()
}

/// Whether a delimiter ends `before`, the text in front of a value.
pub(super) fn is_delimited(before: &[u8]) -> bool {
    match before.last() {
        Some(byte) if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
        Some(_) => [
            "：", "＝", "“", "”", "‘", "’", "「", "」", "『", "』", "【", "】", "→", "（", "）", "—", "，",
            "、", "\u{3000}", "\u{a0}",
        ]
        .iter()
        .any(|mark| before.ends_with(mark.as_bytes())),
        None => true,
    }
}

/// Whether the name of `len` bytes that begins `text` is a whole field: no Han
/// character runs on behind it, unless as the word of a form that follows.
///
/// Without a delimiter in front (原告王志刚，男) what follows must speak of a person, since
/// words that begin like a name follow such labels too (患者黄疸，).
pub(super) fn is_field(before: &[u8], text: &str, len: usize) -> bool {
    let rest = text.get(len..).unwrap_or_default();
    let between = || joins_parties(rest.as_bytes());
    if rest.starts_with(is_han) && lookup::name_stop(rest.as_bytes()).is_none() && !between() {
        return false;
    }
    // 武汉大学, 包工包料: four characters are a name here after a surname of two only.
    let mut chars = text.chars();
    let compound = chars.next().zip(chars.next()).is_some_and(|(a, b)| lookup::is_compound_surname(a, b));
    let name = text.get(..len).unwrap_or_default();
    if name.chars().count() == 4
        && !compound
        && lookup::long_surname(text.as_bytes()).is_none()
        && name.chars().all(is_han)
    {
        return false;
    }
    let mut field = before.get(before.len().saturating_sub(32)..).unwrap_or_default();
    while let [head @ .., b' '] | [head @ .., 0xe3, 0x80, 0x80] = field {
        field = head;
    }
    match field {
        // A line of its own below the label.
        [.., b'\n'] => return rest.is_empty() || rest.starts_with(['\n', '\r']),
        [] | [.., b':' | b'=' | b'|' | b'\t' | b'"' | b'\'' | b'>'] => return true,
        _ if ["：", "＝", "“", "「", "】", "」", "→", "‘", "是", "为", "為"]
            .iter()
            .any(|mark| field.ends_with(mark.as_bytes())) =>
        {
            return true;
        }
        _ => {}
    }
    let open = rest.strip_prefix(['，', ',', '（', '(', '；', ';', '、']);
    let after = open.unwrap_or(rest).trim_start_matches(' ');
    let about = || ABOUT_PEOPLE.iter().any(|word| after.starts_with(word)) || begins_number(after);
    if open.is_some() { about() } else { between() }
}

/// Whether a telephone or identity number, a year of birth or an age begins `text`.
fn begins_number(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match text.len() - rest.len() {
        1 | 2 => rest.starts_with('岁') || rest.starts_with("周岁"),
        4 => rest.starts_with(['年', '-', '.', '/']),
        digits => digits >= 11,
    }
}

fn joins_parties(rest: &[u8]) -> bool {
    BETWEEN_PEOPLE.iter().any(|word| rest.starts_with(word.as_bytes()))
}

/// What is said of a person right after the name and a comma.
const ABOUT_PEOPLE: &[&str] = &[
    "男",
    "女",
    "身份证",
    "公民身份",
    "证件",
    "手机",
    "电话",
    "联系",
    "出生",
    "生于",
    "汉族",
    "住",
    "户籍",
    "年龄",
    "性别",
    "以下简称",
    "下称",
    "曾用名",
    "绰号",
    "别名",
    "原审",
    "反诉",
    "护照",
    "籍贯",
    "民族",
    "工号",
    "学号",
    "微信",
    "邮箱",
    "银行卡",
    "卡号",
    "驾驶证",
    "现年",
    "身份證",
    "電話",
    "系",
];

/// What joins the parties of a case.
const BETWEEN_PEOPLE: &[&str] = &[
    "与被",
    "诉被",
    "与第三人",
    "与原",
    "因与",
    "诉称",
    "辩称",
    "男",
    "女",
    "身份证",
    "借款",
    "买卖",
    "劳动",
    "民间",
    "租赁",
    "离婚",
    "一案",
];

/// The first characters of a text and where they start, in bytes.
struct Window<'a> {
    text: &'a [u8],
    chars: [char; WINDOW],
    starts: [u8; WINDOW + 1],
    count: usize,
}

impl<'a> Window<'a> {
    fn new(text: &'a [u8]) -> Self {
        let mut window = Self { text, chars: ['\0'; WINDOW], starts: [0; WINDOW + 1], count: 0 };
        let mut end = 0;
        for ((place, start), c) in
            window.chars.iter_mut().zip(window.starts.iter_mut().skip(1)).zip(chars(text))
        {
            end += c.len_utf8();
            *place = c;
            *start = end as u8;
            window.count += 1;
        }
        window
    }

    /// The characters from `at` on.
    fn chars(&self, at: usize) -> &[char] {
        self.chars.get(at..self.count).unwrap_or_default()
    }

    /// The bytes from character `at` on.
    fn bytes(&self, at: usize) -> &'a [u8] {
        let start = self.starts.get(at).map_or(usize::MAX, |start| usize::from(*start));
        self.text.get(start..).unwrap_or_default()
    }

    /// How many Han characters stand at `at` in a row.
    fn run(&self, at: usize) -> usize {
        self.chars(at).iter().take_while(|c| is_han(**c)).count()
    }

    fn name_chars(&self, delimited: bool) -> Option<usize> {
        let run = self.run(0);
        if self.chars(run).first().is_some_and(|c| is_interpunct(*c)) {
            return self.joined_name();
        }
        let han = self.chars(0).get(..run)?;
        let (first, second) = (*han.first()?, *han.get(1)?);
        if !begins_like_name(first, second, self.bytes(0)) {
            return None;
        }
        // 其 begins a phrase, but in 其其格.
        if first == '其' && second != '其' {
            return None;
        }
        let familiar = run == 2 && ("小老阿大".contains(first) || TITLES.contains(second));
        if familiar || lookup::no_name(self.bytes(0)).is_some() {
            return None;
        }
        let stop = (1..run).find(|at| self.is_stop(*at, run));
        let limit = stop.unwrap_or(run);
        let closed = limit <= 4 && (stop.is_some() || run < WINDOW);
        let single = lookup::is_surname(first);
        let compound = lookup::is_compound_surname(first, second);
        // Lengths that a name of this surname can have.
        let (least, most) = match lookup::long_surname(self.bytes(0)) {
            Some(surname) => (surname / 3 + 1, surname / 3 + 2),
            None if compound => (if single { 2 } else { 3 }, 4),
            None if single => (2, 3),
            None => return (closed && limit == 4 && self.is_tibetan()).then_some(4),
        };
        let fits = |length: usize| {
            han.get(1..length).is_some_and(|given| !given.iter().any(|c| NEVER_GIVEN.contains(*c)))
        };
        // A surname that is also a word, right after Han text: only a clear end tells.
        let vague = AMBIGUOUS.contains(first) && !compound && !delimited;
        if vague && VERBS.contains(first) {
            return None;
        }
        let clear = || {
            closed
                && stop.is_none_or(|at| {
                    lookup::name_stop(self.bytes(at)).is_some() || joins_parties(self.bytes(at))
                })
        };
        if limit < least || (vague && !(limit <= most && clear())) {
            return None;
        }
        if limit <= most {
            return fits(limit).then_some(limit);
        }
        if limit == 4 && closed {
            let joined = lookup::is_surname(second) && (delimited || !AMBIGUOUS.contains(second));
            // A field of four characters that begins with a clear surname: 易烊千玺.
            let field = delimited && stop.is_none() && !han.last().is_some_and(|c| PLACE_ENDS.contains(*c));
            if (joined || field || self.is_tibetan()) && fits(4) {
                return Some(4);
            }
        }
        // The text runs on: an organisation or place, or a sentence after the name.
        if stop.is_none() && run < WINDOW && han.last().is_some_and(|c| PLACE_ENDS.contains(*c)) {
            return None;
        }
        (least..=most.min(limit)).rev().find(|length| fits(*length))
    }

    fn is_tibetan(&self) -> bool {
        let is_word = |at| lookup::tibetan_word(self.bytes(at)).is_some();
        is_word(0) && is_word(2)
    }

    /// Parts joined by an interpunct: 买买提·吐尔逊, 约翰·史密斯.
    fn joined_name(&self) -> Option<usize> {
        let mut end = 0;
        let mut parts = 0;
        loop {
            let run = self.run(end);
            let after = self.chars(end + run);
            let joined = after.first().is_some_and(|c| is_interpunct(*c)) && self.run(end + run + 1) > 0;
            let stop = || (2..run).find(|at| self.is_stop(end + at, end + run));
            let limit = if joined { run } else { stop().unwrap_or(run) };
            let part = self.chars(end).get(..limit)?;
            if part.is_empty()
                || part.len() > 8
                || part.iter().any(|c| "的了是这那我你您他她它们".contains(*c))
            {
                return None;
            }
            parts += 1;
            end += limit;
            if !joined {
                return (parts > 1).then_some(end);
            }
            end += 1;
        }
    }

    /// Whether what stands at `at`, before the end `run` of the Han characters, ends a name.
    fn is_stop(&self, at: usize, run: usize) -> bool {
        let Some(&c) = self.chars(at).first() else { return false };
        if let Some(length) = lookup::name_stop(self.bytes(at)) {
            // 李建国籍贯…: a later word that reaches further leaves 国 to the name.
            let later = lookup::name_stop(self.bytes(at + 1));
            return !(at == 2 && later.is_some_and(|later| later + c.len_utf8() > length));
        }
        if at < 2 {
            return false;
        }
        if self.is_ethnic_group(at) {
            return true;
        }
        match c {
            // 张三男1990年, 张三男汉族; but 张亚男, 李胜男.
            '男' | '女' => {
                let before = self.chars(at - 1).first();
                let given = before.is_some_and(|c| "亚胜若如似冠赛超俊奇卓亦一".contains(*c));
                let digit = self.chars(at + 1).first().is_some_and(char::is_ascii_digit);
                at > 2 || digit || (at + 1 < run && !given)
            }
            // 李明和王芳, 张三为本公司: followed by a phrase, else a name like 张永和.
            '和' | '为' | '為' | '向' | '同' | '跟' | '曾' => at > 2 || at + 2 < run,
            _ => STOP_CHARS.contains(c),
        }
    }

    fn is_ethnic_group(&self, at: usize) -> bool {
        let name = self.chars(at).iter().position(|c| *c == '族').filter(|length| (1..=5).contains(length));
        name.is_some_and(|length| self.bytes(at).get(..length * 3).is_some_and(lookup::is_ethnic_group))
    }
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '〇')
}

fn is_interpunct(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '･' | '‧' | '∙')
}

/// Characters that end a name at its third place or later.
const STOP_CHARS: &str = "的了是在说與与及或已将從从到住于被把给對对叫称就也又还很不没这那等请则但并去打拨购付欠借办领交寄订找问告\
    任系共约约每该此您你我他她它们某";

/// Characters that no given name has.
const NEVER_GIVEN: &str = "的了是不这那我你您他她它们吗呢吧啊什么怎哪谁没很太还又也都就才只但或与及把被让给对从到往号码址电话邮编件\
    單单款账卡钱费价额项类表栏页款税率某者個个第的";

/// Titles of one character after a surname, and 某 of the anonymous.
const TITLES: &str = "总總哥姐叔嫂婶姨爷董局处科某工";

/// Last characters of places and organisations.
const PLACE_ENDS: &str = "店厂局部院校所室科会站馆行社处办队区市县省镇乡村路街号楼司团心园城库网站台场";

/// Those of them that after a label nearly always begin what it does: 监护人应陪同.
const VERBS: &str = "应可能有让从都向须会要将需没由和及";

/// Surnames that are also words of everyday text.
const AMBIGUOUS: &str = "于和高黄金白马石方万常向周成时江关安车连明应宁温师经相有年南东国文丰全华易盛单水何任曾许段后公都从能\
    解支别先央可让干家权但位侍依保信修候其加区占原同员呼回多字官密小尧展布开敬新才招操昂春普智未本来果格植永生由直种税统续自英要\
    记设豆资达过还部重铁门闭随零青静会居包平查计强项费元党农路景海空通充初历台图宝";

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, delimited: bool) -> Option<&str> {
        cn_name_length(text, delimited).and_then(|end| text.get(..end))
    }

    #[test]
    fn a_name_ends_before_what_forms_put_after_it() {
        for (text, expected) in [
            ("张三性别男", "张三"),
            ("李小明电话:13812345678", "李小明"),
            ("李小明", "李小明"),
            ("王伟，男", "王伟"),
            ("王伟男1990年", "王伟"),
            ("王伟男汉族", "王伟"),
            ("王亚男", "王亚男"),
            ("陳大文", "陳大文"),
            ("劉德華 電話", "劉德華"),
            ("欧阳修", "欧阳修"),
            ("欧阳娜娜女士", "欧阳娜娜"),
            ("司马相如", "司马相如"),
            ("爱新觉罗溥仪", "爱新觉罗溥仪"),
            ("买买提·吐尔逊", "买买提·吐尔逊"),
            ("约翰·史密斯先生", "约翰·史密斯"),
            ("扎西顿珠", "扎西顿珠"),
            ("张三身份证号", "张三"),
            ("李建国籍贯湖南", "李建国"),
            ("李明出生日期1990", "李明"),
            ("李明和王芳", "李明"),
            ("张永和", "张永和"),
            ("张三在北京", "张三"),
            ("张三13812345678", "张三"),
            ("张三丰喜欢太极拳的理论", "张三丰"),
            ("陈方安生", "陈方安生"),
            ("周杰伦", "周杰伦"),
            ("高圆圆", "高圆圆"),
            ("赵子龙联系方式", "赵子龙"),
            ("李四地址北京", "李四"),
            ("王芳汉族", "王芳"),
            ("刘备先生", "刘备"),
            ("王小二等人", "王小二"),
            ("马云创办", "马云"),
            ("易烊千玺", "易烊千玺"),
            ("李强代收", "李强"),
            ("曾国藩曾任", "曾国藩"),
            ("阿不都热合曼·吐尔逊", "阿不都热合曼·吐尔逊"),
        ] {
            assert_eq!(name(text, true), Some(expected), "{text}");
        }
        assert_eq!(name("李小明负责项目", false), Some("李小明"));
        assert_eq!(name("周杰伦", false), Some("周杰伦"));
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in [
            "",
            "张",
            "未知",
            "无",
            "不详",
            "先生",
            "单位",
            "经理",
            "公司",
            "匿名",
            "测试",
            "管理员",
            "张先生",
            "李女士",
            "张某",
            "王总",
            "小王",
            "老李",
            "的人",
            "Zhang",
            "12345",
            "姓名",
            "时间",
            "金额",
            "有限公司",
            "王府井百货大楼",
            "高新区管委会",
            "张的",
            "·张",
            "张·",
            "信息不全",
            "家属",
            "东西",
            "法定代表人",
            "方式",
        ] {
            assert_eq!(name(text, true), None, "{text}");
        }
        for text in [
            "和联系方式",
            "应当在三日内",
            "有高血压病史",
            "于昨日入院",
            "向公司提出申请",
            "都可以参加本次活动",
            "能够理解合同内容",
            "高烧不退三天",
            "应当按时还款",
            "陈述事实与理由",
            "自愿放弃权利",
        ] {
            assert_eq!(name(text, false), None, "{text}");
        }
    }

    #[test]
    fn a_field_holds_a_name_and_nothing_else() {
        let field = |before: &str, text: &str| is_field(before.as_bytes(), text, "王志刚".len());
        assert!(
            field("负责人：", "王志刚") && field("负责人：", "王志刚，") && field("学生: ", "王志刚性别")
        );
        assert!(field("原告", "王志刚，男") && field("患者", "王志刚（男") && field("原告", "王志刚与被告"));
        assert!(!field("记者：", "王志刚成绩") && !field("患者", "王志刚，") && !field("患者 ", "王志刚，"));
        assert!(
            field("负责人：\n", "王志刚\n")
                && !field("负责人：\n", "王志刚 说")
                && !field("员（", "王志刚）")
        );
    }

    #[test]
    fn delimiters_are_seen_before_a_value() {
        assert!(is_delimited("姓名：".as_bytes()) && is_delimited(b"name=\"") && is_delimited(b""));
        assert!(!is_delimited("姓名".as_bytes()) && !is_delimited(b"xm"));
    }
}
