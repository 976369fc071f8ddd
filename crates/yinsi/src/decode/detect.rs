//! Which encoding a text is in, told from its first bytes.
//!
//! Marks and UTF-8 prove themselves. What is left is tried in each encoding that East Asian files
//! come in, and the one whose characters are the most usual wins: in the wrong encoding, text
//! becomes rare characters soon. Texts may be short (a header, three names), so it matters less how
//! frequent a character is in novels than whether it stands in tables of people at all.

use std::sync::LazyLock;

use super::encoding::Encoding;

/// Most bytes that are looked at.
const SAMPLE: usize = 64 * 1024;

/// Mean weight of the characters that are not ASCII below which no East Asian encoding is believed.
const BELIEVABLE: f32 = 0.6;

/// Mean weight by which Japanese and Korean encodings must be better than Chinese ones.
const MARGIN: f32 = 0.4;

/// Characters of everyday text and of tables of people, simplified.
const SIMPLIFIED: &str = "\
    的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把\
    还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感\
    见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员\
    许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃\
    妈变通师立象数四失满战远格士音轻目条病始达深完今提求清王化空业思切怎非找片罗钱语元喜曾离飞科言干流欢约各即指合反题必该论交终林请医晚制球决传\
    画保读运及则房早院量苦火布品近坐产答星精视五连司奇管类未朋且婚台夜青北队久越观落尽形影红百令周识步希亚术留市半热送兴造谈容极随演收首根讲整式\
    取照办强石古华拿计您装似足双妻尼转诉米称丽客南领节衣站黑刻统断福城故历惊脸选包紧争另建维绝树系伤示愿持千史谁准联妇纪基买志静独复痛消社算义竟\
    确酒需单治卡幸兰念举仅钟怕共毛句息功官待究跟穿室易游程号居考突皮费倒价图具脑永歌响商礼细专黄块灵改据般破引食仍存众注笔某备习校务土须试料调广\
    苏显赛查密议底列富错座参八除跑亮假印设线温虽京初养香停际致阳纸李纳验助激够严证帝饭忘趣支春集木研班普导睡展获艺六波察群皇段急庭创区奥器谢弟店\
    否害草排背止组州朝封板角况曲馆育忙质河续哥呼若推境遇雨标充围案护冷警雪船险烟依斗值帮汉慢佛肯闻唱沙局伯族低资屋击速顾洲团圣旁堂兵七露园牛街劳\
    型烈姑陈莫鱼异抱宝权鲁简态级票怪寻杀律胜份汽右洋范床舞秘登楼贵吸责例追较职属渐左录丝牙党继托赶章智冲叶胡吉卖坚肉救修松临藏担戏善卫药敢靠伊村\
    戴词森短祖云规窗散旧适乡架恩投弹铁博雷府压超负勒杂醒洗采九冰既状乱景席珍童顶派素脱农练野按征坏骨余承置灯免环姆技翻束增洛塞缺判欧层付阵玛批岛\
    项武革良委妙探营退摇桌熟诺宣银势奖宫忽套供优课鸟降夏困刘罪亡健模败伴守挥鲜财枪禁伙杰迹妹遍盖副坦牌江顺秋菜划授归凡预奶雄升编典袋含盛济蒙端招\
    释介误乾坤吴赵孙朱郭何高郑梁宋唐韩邓冯曹彭肖田董潘袁蔡蒋于杜魏吕丁卢姚沈姜崔谭陆汪廖韦贾邹熊孟秦邱侯尹薛闫龙黎陶贺郝龚邵覃武钱孔常伟磊勇涛超\
    辉鹏鑫斌宇浩凯俊帆帅旭宁昊晓宏振嘉轩泽睿芳娜敏艳娟霞秀玲燕梅琳婷慧莉倩颖洁欣怡佳琪悦雯涵梦瑶彤诗淑桂丹蕾薇岚馨萱姓址邮箱码龄籍贯订递额户昵\
    微账县镇省址栋幢巷弄浙冀晋辽闽赣鲁豫鄂湘粤桂琼渝川蜀贵滇藏陕甘青疆港澳身份证联系序备注薪聘毕业岗购支付快收货仓库存款贷险赔患诊症科住院";

/// The same, traditional, where it differs.
const TRADITIONAL: &str = "\
    這個們來時說國裡裏後會過學見發當沒還樣種開總從無現頭經長兒愛給間兩親進話與問爾點幾實聲車機氣並別書體卻電門聽員許寫馬難結樂東記處讓應場報關張認\
    訊緊萬邊風覺變師象數滿戰遠輕條達業羅錢嗎語離飛幹歡約題論終請醫製決傳畫讀運則產視連類隊觀盡紅識術熱興談極隨講辦華計裝雙轉訴稱麗領節統斷歷驚臉\
    選爭維絕樹傷願誰準聯婦紀買靜獨復義確單蘭舉僅鐘遊號費價圖腦響禮細專塊靈據眾筆備習務須試調廣蘇顯賽議夢錯參設線溫雖養際陽紙納驗夠嚴證飯導頓獲藝\
    創區奧器謝組館況續標圍護貝險煙鬥幫漢聞資擊顧淚團聖園勞陳魚異寶權魯簡態級尋殺勝範樓貴責較職屬漸錄絲黨繼趕沖葉賣堅遺臨擔戲衛藥詞雲規適鄉彈鐵壓\
    負雜畢狀亂頂農練壞餘環換層陣島項惡營搖諾銀獎宮優課鳥劉敗揮鮮財槍傑蹟蓋順劃歸預編濟釋誤吳趙孫鄭鄧馮蔣盧譚陸韋賈鄒黃楊許閻龍賀龔錢偉濤輝鵬凱帥\
    寧曉澤艷娟潔欣詩嵐齡籍貫訂遞額戶暱帳賬縣鎮棟衖遼閩贛粵瓊陝臺灣澳碼聯絡職稱註編購貨倉庫貸賠診臺北高雄桃園新竹苗栗彰化南投嘉義屏宜蘭花蓮澎湖";

/// Syllables that Korean text is full of.
const HANGUL: &str = "이다는을를의가에고하한은지로도서사기인자리시대어나제수정보주전아해일그있부과스장구원들면여동성상공만조세신화국연라김박최번호명소전화";

impl Encoding {
    /// The encoding of a text that starts with `sample`; `complete` says that this is all of it.
    ///
    /// `None`: a binary file. Text that fits nothing well is UTF-8, with faults. A few kilobytes
    /// are enough, and no more than 64 KiB are looked at.
    pub fn detect(sample: &[u8], complete: bool) -> Option<Self> {
        if let Some((encoding, _)) = Self::from_mark(sample) {
            return Some(encoding);
        }
        let complete = complete && sample.len() <= SAMPLE;
        let sample = sample.get(..SAMPLE).unwrap_or(sample);
        if sample.contains(&0) {
            return with_zeros(sample, complete);
        }
        if sample.is_ascii() || is_mostly_utf8(sample, complete) {
            return Some(Self::UTF_8);
        }
        let chinese = [Self::GB18030, Self::BIG5];
        let rivals = [Self::SHIFT_JIS, Self::EUC_JP, Self::EUC_KR];
        let wide = [Self::UTF_16LE, Self::UTF_16BE];
        let best = |candidates: &[Self]| {
            let weighed = candidates.iter().filter_map(|one| Some((*one, weigh(*one, sample, complete)?)));
            // Of equals the first one.
            weighed.reduce(|best, next| if next.1 > best.1 { next } else { best })
        };
        let mut winner = best(&chinese);
        for others in [&rivals[..], &wide[..]] {
            let ahead = |other: &(Self, f32)| winner.is_none_or(|best| other.1 > best.1 + MARGIN);
            winner = best(others).filter(ahead).or(winner);
        }
        match winner {
            Some((encoding, weight)) if weight >= BELIEVABLE => Some(encoding),
            _ if is_latin(sample) => Some(Self::WINDOWS_1252),
            _ => Some(Self::UTF_8),
        }
    }
}

/// UTF-16 without a mark, or binary: in text, zeros are the other half of ASCII.
fn with_zeros(sample: &[u8], complete: bool) -> Option<Encoding> {
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let encoding = match () {
        () if odd > 0 && even * 16 <= odd => Encoding::UTF_16LE,
        () if even > 0 && odd * 16 <= even => Encoding::UTF_16BE,
        () => return None,
    };
    weigh(encoding, sample, complete).filter(|weight| *weight >= BELIEVABLE).map(|_| encoding)
}

/// Whether the bytes beyond ASCII are UTF-8, but for one part in five.
fn is_mostly_utf8(sample: &[u8], complete: bool) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    let mut chunks = sample.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|ch| !ch.is_ascii()).count();
        let cut = !complete
            && chunks.peek().is_none()
            && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        invalid += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    valid >= 4 * invalid
}

/// How usual the characters of `sample` are if it is in `encoding`, as a mean; `None` if it is not.
fn weigh(encoding: Encoding, sample: &[u8], complete: bool) -> Option<f32> {
    let decoded = encoding.decode(sample);
    let cut = u64::from(!complete);
    let wide = encoding == Encoding::UTF_16LE || encoding == Encoding::UTF_16BE;
    let (mut sum, mut count) = (0.0, 0u64);
    let text = decoded.text();
    let mut before = '\0';
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        if ch.is_ascii() && !wide {
            before = ch;
            continue;
        }
        let alone = before.is_ascii() && chars.peek().is_none_or(char::is_ascii);
        sum += weight(encoding, ch, alone);
        count += 1;
        before = ch;
    }
    // One sequence in twenty may be broken, beside one at the end; each weighs on the mean.
    if decoded.faults() > cut + 2 + count / 20 || count == 0 {
        return None;
    }
    Some(sum / count as f32)
}

fn weight(encoding: Encoding, ch: char, alone: bool) -> f32 {
    let korean = encoding == Encoding::EUC_KR;
    let japanese = encoding == Encoding::SHIFT_JIS || encoding == Encoding::EUC_JP;
    let chinese = encoding == Encoding::GB18030 || encoding == Encoding::BIG5;
    match ch {
        '\t' | '\n' | '\r' | ' '..='~' => 1.5,
        '\0'..='\u{9F}' => -6.0,
        '\u{FFFD}' => -6.0,
        '\u{3000}'..='\u{3011}'
        | '\u{FF01}'..='\u{FF5E}'
        | '\u{2018}'..='\u{201D}'
        | '\u{2014}'
        | '\u{2026}' => 2.0,
        '\u{B7}' => 1.0,
        'ぁ'..='ん' | 'ァ'..='ヶ' | 'ー' => {
            if japanese {
                2.5
            } else {
                -0.5
            }
        }
        '\u{FF61}'..='\u{FF9F}' => -1.0,
        '가'..='힣' => match () {
            () if !korean => -0.5,
            () if frequent(ch) => 3.0,
            () => 1.8,
        },
        // Korean is written without them.
        '\u{4E00}'..='\u{9FA5}' if korean => -3.0,
        '\u{4E00}'..='\u{9FA5}' if frequent(ch) => 3.0,
        '\u{4E00}'..='\u{9FA5}' => {
            let mut bytes = [0; 4];
            let lead = lead(encoding, ch, &mut bytes);
            let letter = bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
            match lead {
                // A letter of Latin-1 and the one behind it.
                _ if alone && letter && chinese => -3.0,
                // The frequent half of each standard.
                0xB0..=0xD7 if encoding == Encoding::GB18030 && bytes[1] >= 0xA1 => 1.0,
                0xA4..=0xC6 if encoding == Encoding::BIG5 => 1.0,
                0x88..=0x98 if encoding == Encoding::SHIFT_JIS => 0.5,
                0xB0..=0xCF if encoding == Encoding::EUC_JP => 0.5,
                _ if encoding == Encoding::UTF_16LE || encoding == Encoding::UTF_16BE => 0.0,
                0xD8..=0xF7 if encoding == Encoding::GB18030 && bytes[1] >= 0xA1 => -0.5,
                0xC9..=0xF9 if encoding == Encoding::BIG5 => -1.0,
                _ => -2.0,
            }
        }
        '\u{E000}'..='\u{F8FF}' => -6.0,
        _ => -2.0,
    }
}

/// The first byte of `ch` in `encoding`; all of it in `bytes`.
fn lead(encoding: Encoding, ch: char, bytes: &mut [u8; 4]) -> u8 {
    let mut text = [0; 4];
    let (encoded, _, _) = encoding.0.encode(ch.encode_utf8(&mut text));
    for (to, from) in bytes.iter_mut().zip(encoded.iter()) {
        *to = *from;
    }
    bytes[0]
}

fn frequent(ch: char) -> bool {
    static FREQUENT: LazyLock<Vec<char>> = LazyLock::new(|| {
        let mut all: Vec<char> =
            [SIMPLIFIED, TRADITIONAL, HANGUL].iter().flat_map(|list| list.chars()).collect();
        all.sort_unstable();
        all.dedup();
        all
    });
    FREQUENT.binary_search(&ch).is_ok()
}

/// Whether the bytes beyond ASCII are letters of Western Europe in words.
fn is_latin(sample: &[u8]) -> bool {
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    let undefined = sample.iter().any(|byte| [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte));
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let in_words = sample.windows(3).filter(|three| {
        three.get(1).is_some_and(|byte| *byte >= 0xC0) && (letter(three.first()) || letter(three.get(2)))
    });
    !undefined && high * 3 <= sample.len() && in_words.count() * 2 >= high
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(encoding: Encoding, text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = super::super::transcode::Encoder::new(encoding, false);
        encoder.push(text.as_bytes(), &mut bytes);
        assert_eq!(encoder.lost(), 0, "{text} in {encoding}");
        bytes
    }

    #[track_caller]
    fn told(encoding: Encoding, text: &str) {
        assert_eq!(Encoding::detect(&encoded(encoding, text), true), Some(encoding), "{text}");
    }

    #[test]
    fn short_chinese_texts_are_told_apart() {
        for text in [
            "姓名,电话\n李华,13800138000\n",
            "姓名",
            "李华",
            "张伟\n王芳\n李娜\n",
            "手机号码",
            "身份证号,11010519491231002X",
            "name,city\nA,北京\nB,上海\n",
            "客户编号;收货地址;备注\n1;浙江省杭州市西湖区文三路1号;\n",
            "您好，我是刘洋，明天上午联系您。",
            "订单已发货，快递单号SF1234567890123",
            "户籍：内蒙古自治区呼和浩特市",
            "欧阳娜娜",
        ] {
            told(Encoding::GB18030, text);
            told(Encoding::UTF_8, text);
        }
        for text in [
            "姓名,電話\n李華,0912345678\n",
            "姓名",
            "陳怡君\n林志豪\n",
            "身分證字號,A123456789",
            "聯絡地址：臺北市大安區信義路三段1號",
            "您好，我是劉小姐，明天上午聯絡您。",
            "訂單已出貨",
            "客戶編號,手機號碼,備註\n1,0912345678,\n",
        ] {
            told(Encoding::BIG5, text);
            told(Encoding::UTF_8, text);
        }
    }

    #[test]
    fn neighbours_are_not_taken_for_chinese() {
        told(Encoding::SHIFT_JIS, "お名前,電話番号\n山田太郎,090-1234-5678\nよろしくお願いします");
        told(Encoding::EUC_JP, "お名前,電話番号\n山田太郎,090-1234-5678\nよろしくお願いします");
        told(Encoding::EUC_KR, "이름,전화번호\n홍길동,010-1234-5678\n안녕하세요 반갑습니다");
        for text in
            ["José García", "Müller, Köln", "Señor Nuñez vive en Málaga", "Ängström och Åsa", "naïve café"]
        {
            told(Encoding::WINDOWS_1252, text);
        }
    }

    #[test]
    fn utf16_is_told_with_and_without_a_mark() {
        for encoding in [Encoding::UTF_16LE, Encoding::UTF_16BE] {
            for text in ["name,phone\nA,1\n", "姓名,电话\n李华,13800138000\n", "您好，我是刘洋。", "手机号码"]
            {
                told(encoding, text);
                told(encoding, &format!("\u{FEFF}{text}"));
            }
        }
    }

    #[test]
    fn binary_files_are_no_text() {
        for bytes in [
            &b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0"[..],
            b"\0\0\0\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0",
        ] {
            assert_eq!(Encoding::detect(bytes, true), None);
        }
    }

    #[test]
    fn what_is_cut_at_the_end_does_not_count() {
        let text = "身份证号码";
        let gbk = encoded(Encoding::GB18030, text);
        assert_eq!(Encoding::detect(&gbk[..gbk.len() - 1], false), Some(Encoding::GB18030));
        let utf8 = &text.as_bytes()[..text.len() - 1];
        assert_eq!(Encoding::detect(utf8, false), Some(Encoding::UTF_8));
        assert_eq!(Encoding::detect(b"plain", true), Some(Encoding::UTF_8));
        assert_eq!(Encoding::detect(b"", true), Some(Encoding::UTF_8));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200), complete: bool) {
            let _ = Encoding::detect(&bytes, complete);
        }
    }
}
