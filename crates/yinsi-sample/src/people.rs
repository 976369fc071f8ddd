//! Made-up people: every value is drawn from the seed, none belongs to anybody.

use crate::check;
use crate::clock::civil;
use crate::rng::Rng;

/// A made-up customer and everything a customer table says about one.
pub struct Person {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) female: bool,
    pub(crate) ethnic: &'static str,
    pub(crate) birth: (u64, u64, u64),
    pub(crate) id: String,
    pub(crate) mobile: String,
    pub(crate) landline: String,
    pub(crate) email: String,
    pub(crate) qq: String,
    pub(crate) wechat: String,
    pub(crate) card: String,
    pub(crate) bank: &'static str,
    pub(crate) city: String,
    pub(crate) address: String,
    pub(crate) postal: String,
    pub(crate) company: String,
    pub(crate) credit_code: String,
    pub(crate) plate: String,
    pub(crate) passport: String,
    pub(crate) vin: String,
}

impl Person {
    /// `1988-03-07`.
    pub(crate) fn birthday(&self) -> String {
        let (year, month, day) = self.birth;
        format!("{year}-{month:02}-{day:02}")
    }

    pub(crate) fn sex(&self) -> &'static str {
        if self.female { "女" } else { "男" }
    }

    /// The mobile number as people type it: plain, or grouped three ways.
    pub(crate) fn mobile_as_typed(&self, rng: &mut Rng) -> String {
        let [head, middle, tail] = parts(&self.mobile, [3, 4, 4]);
        match rng.below(8) {
            0 => format!("{head} {middle} {tail}"),
            1 => format!("{head}-{middle}-{tail}"),
            2 => format!("+86 {head} {middle} {tail}"),
            3 => format!("86{}", self.mobile),
            _ => self.mobile.clone(),
        }
    }

    /// The card number in groups of four, or plain.
    pub(crate) fn card_as_typed(&self, rng: &mut Rng) -> String {
        if rng.chance(50) {
            return self.card.clone();
        }
        let mut grouped = String::new();
        for (index, digit) in self.card.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        grouped
    }

    pub(crate) fn masked_mobile(&self) -> String {
        let [head, _, tail] = parts(&self.mobile, [3, 4, 4]);
        format!("{head}****{tail}")
    }
}

/// Draws `count` people.
pub fn draw(rng: &mut Rng, count: usize) -> Vec<Person> {
    (1..=count).map(|number| draw_one(rng, number)).collect()
}

pub(crate) fn draw_one(rng: &mut Rng, number: usize) -> Person {
    let region = rng.pick(REGIONS);
    let home = rng.pick(REGIONS);
    let female = rng.chance(49);
    let birth = civil(rng.between(0, 13_500));
    let id = resident_id(rng, home.code, birth, female);
    let name = full_name(rng, female);
    let latin = format!("{}{}", rng.pick(PINYIN_FAMILY), rng.pick(PINYIN_GIVEN));
    let email = format!(
        "{latin}{}@{}",
        rng.pick(&["", "88", "_work", ".cn", "520", "2024"]),
        rng.pick(&["example.com", "example.cn", "mail.example.com", "example.org", "corp.example.cn"])
    );
    let mobile = format!("{}{}", rng.pick(MOBILE_PREFIXES), rng.digits(8));
    let wechat = match rng.below(3) {
        0 => format!("wxid_{}", rng.of("0123456789abcdefghijklmnopqrstuvwxyz", 14)),
        1 => format!("{latin}_{}", rng.between(10, 9999)),
        _ => format!("{latin}{}", rng.between(1970, 2005)),
    };
    let (bank, prefix, length) = *rng.pick(BANKS);
    let mut card = format!("{prefix}{}", rng.digits(length - 1 - prefix.len()));
    card.push(check::luhn(&card));
    let trade = rng.pick(TRADE_NAMES);
    let company = format!("{}{trade}{}", short(region), rng.pick(COMPANY_FORMS));
    Person {
        number,
        name,
        female,
        ethnic: if rng.chance(92) { "汉族" } else { ETHNIC_GROUPS[rng.below(5) as usize] },
        birth,
        id,
        mobile,
        landline: format!("{}-{}{}", region.area, rng.between(2, 8), rng.digits(region.local_digits - 1)),
        email,
        qq: format!("{}{}", rng.between(1, 9), rng.between(1000, 99_999_999)),
        wechat,
        card,
        bank,
        city: region.city.trim_end_matches('市').to_owned(),
        address: address(rng, region),
        postal: format!("{}{:02}", region.postal, rng.below(80)),
        company,
        credit_code: credit_code(rng, region.code),
        plate: plate(rng, region),
        passport: passport(rng),
        vin: vin(rng),
    }
}

fn resident_id(rng: &mut Rng, region: &str, (year, month, day): (u64, u64, u64), female: bool) -> String {
    let sequence = rng.between(0, 494) * 2 + if female { 2 } else { 1 };
    let mut id = format!("{region}{year}{month:02}{day:02}{sequence:03}");
    id.push(check::resident_id(&id));
    id
}

fn full_name(rng: &mut Rng, female: bool) -> String {
    let family = if rng.chance(2) {
        (*rng.pick(COMPOUND_FAMILIES)).to_owned()
    } else {
        let all: Vec<char> = FAMILIES.chars().collect();
        rng.pick(&all).to_string()
    };
    let given: Vec<char> = if female { GIVEN_FEMALE } else { GIVEN_MALE }.chars().collect();
    let mut name = family;
    name.push(*rng.pick(&given));
    if rng.chance(78) {
        name.push(*rng.pick(&given));
    }
    name
}

fn address(rng: &mut Rng, region: &Region) -> String {
    let area = if region.province == region.city {
        format!("{}{}", region.city, region.district)
    } else {
        format!("{}{}{}", region.province, region.city, region.district)
    };
    let road = format!("{}{}号", rng.pick(ROADS), rng.between(1, 999));
    let place = match rng.below(4) {
        0 => {
            format!("{}{}栋{}单元{}室", rng.pick(COMPOUNDS), rng.between(1, 30), rng.between(1, 4), room(rng))
        }
        1 => format!("{}{}号楼{}", rng.pick(COMPOUNDS), rng.between(1, 40), room(rng)),
        2 => format!("{}{}座{}层{}", rng.pick(TOWERS), rng.of("ABCD", 1), rng.between(2, 38), room(rng)),
        _ => return format!("{area}{road}"),
    };
    format!("{area}{road}{place}")
}

fn room(rng: &mut Rng) -> String {
    format!("{}{:02}", rng.between(1, 28), rng.between(1, 8))
}

fn credit_code(rng: &mut Rng, region: &str) -> String {
    const SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let organization = loop {
        let mut body = format!("MA{}{}", rng.of(SYMBOLS, 4), rng.digits(2));
        body.push(check::organization(&body));
        if body.chars().all(|symbol| SYMBOLS.contains(symbol)) {
            break body;
        }
    };
    let kind = if rng.chance(80) { "91" } else { "92" };
    let mut code = format!("{kind}{region}{organization}");
    code.push(check::credit_code(&code));
    code
}

fn plate(rng: &mut Rng, region: &Region) -> String {
    const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    if rng.chance(30) {
        return format!(
            "{}{}{}{}",
            region.plate,
            rng.of("DF", 1),
            rng.of("0123456789ABCDEFGH", 1),
            rng.digits(4)
        );
    }
    match rng.below(3) {
        0 => format!("{}{}{}", region.plate, rng.of(LETTERS, 1), rng.digits(4)),
        1 => format!("{}{}{}", region.plate, rng.digits(3), rng.of(LETTERS, 2)),
        _ => format!("{}{}", region.plate, rng.digits(5)),
    }
}

fn passport(rng: &mut Rng) -> String {
    if rng.chance(50) {
        format!("E{}", rng.digits(8))
    } else {
        format!("E{}{}", rng.of("ABCDEFGHJKLM", 1), rng.digits(7))
    }
}

/// A vehicle number with the check character of ISO 3779 at position 9.
fn vin(rng: &mut Rng) -> String {
    const ALPHABET: &str = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |symbol: char| match symbol {
        'A'..='H' => symbol as u32 - 'A' as u32 + 1,
        'J'..='N' => symbol as u32 - 'J' as u32 + 1,
        'P' => 7,
        'R' => 9,
        'S'..='Z' => symbol as u32 - 'S' as u32 + 2,
        _ => symbol.to_digit(10).unwrap_or_default(),
    };
    let head = format!("{}{}", rng.pick(&["LSV", "LFV", "LGX", "LHG", "LVS"]), rng.of(ALPHABET, 5));
    let tail = format!("{}{}{}", rng.of("KLMNPRST", 1), rng.of(ALPHABET, 2), rng.digits(5));
    let sum: u32 =
        format!("{head}0{tail}").chars().zip(WEIGHTS).map(|(symbol, weight)| value(symbol) * weight).sum();
    format!("{head}{}{tail}", char::from(b"0123456789X"[(sum % 11) as usize]))
}

/// Splits ASCII digits into three groups of the given lengths.
fn parts(digits: &str, lengths: [usize; 3]) -> [String; 3] {
    let mut digits = digits.chars();
    lengths.map(|length| digits.by_ref().take(length).collect())
}

fn short(region: &Region) -> &'static str {
    region.city.trim_end_matches('市')
}

struct Region {
    /// Division code of the district (GB/T 2260).
    code: &'static str,
    province: &'static str,
    city: &'static str,
    district: &'static str,
    area: &'static str,
    /// Length of a telephone number without area code.
    local_digits: usize,
    plate: &'static str,
    /// First four digits of the postal code.
    postal: &'static str,
}

macro_rules! regions {
    ($($code:literal $province:literal $city:literal $district:literal $area:literal $digits:literal $plate:literal $postal:literal;)*) => {
        &[$(Region {
            code: $code, province: $province, city: $city, district: $district,
            area: $area, local_digits: $digits, plate: $plate, postal: $postal,
        }),*]
    };
}

const REGIONS: &[Region] = regions! {
    "110105" "北京市" "北京市" "朝阳区" "010" 8 "京A" "1000";
    "110108" "北京市" "北京市" "海淀区" "010" 8 "京N" "1000";
    "120101" "天津市" "天津市" "和平区" "022" 8 "津A" "3000";
    "130102" "河北省" "石家庄市" "长安区" "0311" 8 "冀A" "0500";
    "140105" "山西省" "太原市" "小店区" "0351" 7 "晋A" "0300";
    "150102" "内蒙古自治区" "呼和浩特市" "新城区" "0471" 7 "蒙A" "0100";
    "210102" "辽宁省" "沈阳市" "和平区" "024" 8 "辽A" "1100";
    "210211" "辽宁省" "大连市" "甘井子区" "0411" 8 "辽B" "1160";
    "220102" "吉林省" "长春市" "南关区" "0431" 8 "吉A" "1300";
    "230103" "黑龙江省" "哈尔滨市" "南岗区" "0451" 8 "黑A" "1500";
    "310115" "上海市" "上海市" "浦东新区" "021" 8 "沪A" "2001";
    "310104" "上海市" "上海市" "徐汇区" "021" 8 "沪B" "2000";
    "320102" "江苏省" "南京市" "玄武区" "025" 8 "苏A" "2100";
    "320505" "江苏省" "苏州市" "虎丘区" "0512" 8 "苏E" "2150";
    "330106" "浙江省" "杭州市" "西湖区" "0571" 8 "浙A" "3100";
    "330203" "浙江省" "宁波市" "海曙区" "0574" 8 "浙B" "3150";
    "330782" "浙江省" "金华市" "义乌市" "0579" 8 "浙G" "3220";
    "340104" "安徽省" "合肥市" "蜀山区" "0551" 8 "皖A" "2300";
    "350102" "福建省" "福州市" "鼓楼区" "0591" 8 "闽A" "3500";
    "350203" "福建省" "厦门市" "思明区" "0592" 7 "闽D" "3610";
    "360102" "江西省" "南昌市" "东湖区" "0791" 8 "赣A" "3300";
    "370102" "山东省" "济南市" "历下区" "0531" 8 "鲁A" "2500";
    "370202" "山东省" "青岛市" "市南区" "0532" 8 "鲁B" "2660";
    "410105" "河南省" "郑州市" "金水区" "0371" 8 "豫A" "4500";
    "420106" "湖北省" "武汉市" "武昌区" "027" 8 "鄂A" "4300";
    "420502" "湖北省" "宜昌市" "西陵区" "0717" 7 "鄂E" "4430";
    "430102" "湖南省" "长沙市" "芙蓉区" "0731" 8 "湘A" "4100";
    "440106" "广东省" "广州市" "天河区" "020" 8 "粤A" "5106";
    "440305" "广东省" "深圳市" "南山区" "0755" 8 "粤B" "5180";
    "440604" "广东省" "佛山市" "禅城区" "0757" 8 "粤E" "5280";
    "441302" "广东省" "惠州市" "惠城区" "0752" 7 "粤L" "5160";
    "450103" "广西壮族自治区" "南宁市" "青秀区" "0771" 7 "桂A" "5300";
    "460105" "海南省" "海口市" "秀英区" "0898" 8 "琼A" "5703";
    "500103" "重庆市" "重庆市" "渝中区" "023" 8 "渝A" "4000";
    "510104" "四川省" "成都市" "锦江区" "028" 8 "川A" "6100";
    "510107" "四川省" "成都市" "武侯区" "028" 8 "川A" "6100";
    "520102" "贵州省" "贵阳市" "南明区" "0851" 8 "贵A" "5500";
    "530102" "云南省" "昆明市" "五华区" "0871" 8 "云A" "6500";
    "540102" "西藏自治区" "拉萨市" "城关区" "0891" 7 "藏A" "8500";
    "610113" "陕西省" "西安市" "雁塔区" "029" 8 "陕A" "7100";
    "620102" "甘肃省" "兰州市" "城关区" "0931" 7 "甘A" "7300";
    "630102" "青海省" "西宁市" "城东区" "0971" 7 "青A" "8100";
    "640104" "宁夏回族自治区" "银川市" "兴庆区" "0951" 7 "宁A" "7500";
    "650102" "新疆维吾尔自治区" "乌鲁木齐市" "天山区" "0991" 7 "新A" "8300";
};

const ETHNIC_GROUPS: [&str; 5] = ["满族", "回族", "壮族", "苗族", "土家族"];

const BANKS: &[(&str, &str, usize)] = &[
    ("中国工商银行", "622202", 19),
    ("中国工商银行", "621226", 19),
    ("中国农业银行", "622848", 19),
    ("中国银行", "621661", 19),
    ("中国建设银行", "621700", 19),
    ("交通银行", "622260", 19),
    ("中国邮政储蓄银行", "621799", 19),
    ("招商银行", "621486", 16),
    ("招商银行", "622588", 16),
    ("兴业银行", "622908", 18),
    ("中国民生银行", "622622", 16),
    ("中国光大银行", "622660", 16),
    ("平安银行", "623058", 19),
];

const MOBILE_PREFIXES: &[&str] = &[
    "130", "131", "132", "133", "135", "136", "137", "138", "139", "150", "151", "152", "155", "156", "157",
    "158", "159", "166", "173", "176", "177", "178", "180", "181", "182", "183", "185", "186", "187", "188",
    "189", "191", "198", "199",
];

const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常";
const COMPOUND_FAMILIES: &[&str] = &["欧阳", "上官", "司徒", "诸葛", "司马", "慕容", "夏侯", "皇甫"];
const GIVEN_MALE: &str = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁博文昊天志海国建新东晓宏振兴家立永成嘉子轩一诺泽睿";
const GIVEN_FEMALE: &str =
    "芳娜敏静丽艳娟霞秀英玲燕红梅琳雪婷慧莉倩颖洁欣怡佳琪悦雯涵梦瑶思雨晓彤诗若兰淑珍桂香丹蕾薇岚嘉可馨语萱";
const PINYIN_FAMILY: &[&str] = &[
    "wang", "li", "zhang", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu", "xu", "sun", "hu", "zhu",
    "gao", "lin", "he", "guo", "ma", "luo",
];
const PINYIN_GIVEN: &[&str] = &[
    "wei", "fang", "na", "min", "jing", "qiang", "lei", "jun", "yang", "yong", "jie", "tao", "ming", "chao",
    "xia", "ping", "gang", "xiaoyu", "jiahao", "mengyao", "zixuan", "yifan", "haoran", "siyu",
];
const ROADS: &[&str] = &[
    "人民路",
    "建设大道",
    "中山北路",
    "解放东路",
    "文化街",
    "学府路",
    "滨江大道",
    "朝阳西街",
    "新华南路",
    "科技二路",
    "长江路",
    "黄河路",
    "和平街",
    "东风大街",
    "青年路",
    "工业园区纬三路",
    "凤凰山路",
    "迎宾大道",
    "天府三街",
    "湖滨路",
];
const COMPOUNDS: &[&str] = &[
    "翠湖花园",
    "阳光小区",
    "锦绣家园",
    "幸福里小区",
    "金色港湾",
    "梧桐公寓",
    "紫荆苑",
    "世纪城",
    "江南新村",
    "碧水湾",
];
const TOWERS: &[&str] = &["国际金融中心", "环球大厦", "创业大厦", "时代广场", "科创中心", "银座大厦"];
const TRADE_NAMES: &[&str] = &[
    "云杉信息",
    "恒远物流",
    "蓝鲸网络",
    "晨曦生物",
    "万和建筑",
    "启明教育",
    "金穗餐饮",
    "海棠文化",
    "鼎立机械",
    "绿野农业",
    "星河传媒",
    "百川贸易",
    "铭瑞电子",
    "康禾医药",
    "拓扑软件",
    "安达汽车服务",
];
const COMPANY_FORMS: &[&str] = &[
    "科技有限公司",
    "有限公司",
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "商贸有限公司",
    "(个体工商户)",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_carry_right_check_digits() {
        for person in draw(&mut Rng::new(7), 500) {
            let check_of = |number: &str, check: fn(&str) -> char| {
                let body: String = number.chars().take(number.chars().count() - 1).collect();
                assert!(number.ends_with(check(&body)), "{number}");
            };
            check_of(&person.id, check::resident_id);
            check_of(&person.card, check::luhn);
            check_of(&person.credit_code, check::credit_code);
            assert_eq!(person.id.len(), 18);
            assert_eq!(person.vin.len(), 17);
            assert_eq!(person.mobile.len(), 11);
        }
    }
}
