//! `chat.txt`: an exported trade-group log, in the layouts of two messengers.

use crate::clock::Clock;
use crate::people::Person;
use crate::rng::Rng;
use crate::template::fill;

const SMALL_TALK: &[&str] = &[
    "在吗",
    "早",
    "这个多少钱？",
    "包邮吗，新疆也包吗",
    "可以再便宜点不，我拿三件",
    "[图片]",
    "[表情]",
    "好的谢谢老板",
    "收到了，质量不错👍",
    "今天能发货不",
    "尺码偏大，建议拍小一码",
    "群主把公告改一下吧，最低价是{price}",
    "昨天那批还剩{small}件，先到先得",
    "哈哈哈哈",
    "链接发我一下 https://shop.example.com/item/{n9}?from=group",
    "视频看着还行，实物有色差吗",
    "版本号是{version}，更新完就正常了",
    "订单{order}一直没动静，帮看下",
    "退款{price}已经到账了，谢谢",
    "下午3点到5点我都在，随时来自提",
    "收到 已下单，订单号 {order}",
    "明天{date}开团，前50名送赠品",
];

const REVEALING: &[&str] = &[
    "我手机{mobile}，快递到了打电话",
    "加我微信{wechat}细聊",
    "V：{wechat}  备注群里来的",
    "我电话 {mobile_typed} 微信同号",
    "收件人：{name} 电话：{mobile} 地址：{address}",
    "{name}，{mobile}，{address}",
    "QQ{qq}在线客服",
    "加扣扣 {qq} 发你价目表",
    "打款到这张卡 {card_typed} {bank} 户名{name}",
    "卡号{card}，开户行{bank}，转完截图给我",
    "身份证{id}，帮我实名一下",
    "实名用的：{name} {id} {mobile}",
    "顺丰{waybill} 已发，注意查收",
    "车牌{plate}，停在3号门口，挪车打{mobile}",
    "发票抬头{company}，税号{credit_code}，发到{email}",
    "邮箱{email}，资料发这里就行",
    "公司座机{landline}，找{family}经理",
    "护照{passport}，{name}，麻烦订明天的票",
    "地址改成{address}，邮编{postal}",
    "二手车，VIN {vin}，诚心要的打{mobile}",
    "联系人{name}，手机{mobile}，周末不接",
];

const NICKNAMES: &[&str] = &[
    "一叶知秋",
    "小鱼儿",
    "老地方烧烤",
    "A发货小助手",
    "北方的狼",
    "淡淡的云",
    "数码批发老陈",
    "布丁",
    "芒果味汽水",
    "山里人家",
    "Kevin",
    "大白",
    "安静的猫",
    "义乌小商品007",
    "路过的风",
    "团长-阿梅",
];

pub(crate) fn write(people: &[Person], rng: &mut Rng, messages: usize) -> String {
    let mut out =
        String::from("消息记录（此消息记录为文本格式）\n\n消息分组:我的群聊\n消息对象:同城好物交流3群\n\n");
    let mut clock = Clock::at_day(20_500);
    let mut remaining = messages;
    while remaining > 0 {
        // One messenger's block, then the other's.
        let block = (rng.between(200, 500) as usize).min(remaining);
        let tall = rng.chance(55);
        for _ in 0..block {
            clock.advance(rng.between(2_000, 240_000));
            let person = rng.pick(people);
            let moment = clock.now();
            let nickname = rng.pick(NICKNAMES);
            if tall {
                out.push_str(&format!("{} {} {nickname}({})\n", moment.date(), moment.time(), person.qq));
            } else {
                let (hour, minute) = (moment.hour, moment.minute);
                out.push_str(&format!(
                    "{nickname} {}/{}/{} {hour}:{minute:02}\n",
                    moment.year, moment.month, moment.day
                ));
            }
            let sentences = if rng.chance(38) { REVEALING } else { SMALL_TALK };
            let sentence = *rng.pick(sentences);
            out.push_str(&fill(sentence, person, &moment, rng));
            out.push_str("\n\n");
        }
        remaining -= block;
    }
    out
}
