//! `customers.csv`: an exported customer table, as spreadsheets write it (byte
//! order mark, CRLF, quotes where a cell needs them).

use crate::clock::Clock;
use crate::people::Person;
use crate::rng::Rng;
use crate::template::fill;

const HEADER: &str = "客户编号,姓名,性别,民族,身份证号,手机号,固定电话,电子邮箱,QQ,微信号,银行卡号,开户行,联系地址,邮编,\
                      工作单位,统一社会信用代码,车牌号,登记日期,备注";

const ROW: &str = "C{user},{name},{sex},{ethnic},{id},{mobile},{landline},{email},{qq},{wechat},{card},{bank},{address},\
                   {postal},{company},{credit_code},{plate},{date},";

const NOTES: &[&str] = &[
    "老客户，介绍人是{city}分公司同事",
    "\"回访时间改到周三下午, 先打{landline}\"",
    "已寄合同，顺丰单号{waybill}",
    "备用手机{mobile_typed}",
    "\"配偶电话:{mobile}, 工作日不要打扰\"",
    "护照号{passport}，出境前需复印件",
    "微信同手机号",
    "车架号{vin}，保险{date}到期",
    "VIP3",
    "\"客户说\"\"不用发票\"\"\"",
];

pub(crate) fn write(people: &[Person], rng: &mut Rng) -> String {
    let mut out = format!("\u{FEFF}{HEADER}\r\n");
    let mut clock = Clock::at_day(19_000);
    for person in people {
        clock.advance(rng.between(1_000_000, 18_000_000));
        out.push_str(&fill(ROW, person, &clock.now(), rng));
        if rng.chance(35) {
            let note = *rng.pick(NOTES);
            out.push_str(&fill(note, person, &clock.now(), rng));
        }
        out.push_str("\r\n");
    }
    out
}
