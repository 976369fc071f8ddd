// A sample to begin with. Published specimens and made-up values: nobody in it exists.
export const SAMPLE = {
  en: `Support ticket, opened yesterday

Name: Jane Roe
Please call me on +44 20 7946 0958 or write to jane.roe@example.com.
The card 4242 4242 4242 4242 (exp 12/27, CVV 123) was charged twice.
I logged in from 203.0.113.42; the token in the log was
ghp_16C7e42F292c6912E7710c838347Ae178B4a  (not a live one).

客户：张三，手机 138-1234-5678，身份证11010519491231002X
The order number 202401150042 and version 10.4.13812345678 are no personal data.
`,
  zh: `客户登记表

姓名：张三
手机：138-1234-5678（微信同号）
身份证11010519491231002X，卡号 6222021234567890128
邮箱 zhang.san@example.com，QQ12345678
地址：北京市朝阳区建国路88号院2号楼1203室
车牌：京A12345　护照：E12345678
全角也能认出：１３８１２３４５６７８

Name: Jane Roe, card 4242 4242 4242 4242, exp 12/27
订单号 202401150042 与版本号 10.4.13812345678 不是个人信息。
`,
};

export const SAMPLE_RULES = `[[rule]]
id = "acme.badge"
entity = "ACME_BADGE"
name = "Staff badge"
category = "identity"
pattern = 'ACME-[0-9]{6}'
context = ["badge", "工牌"]
confidence = { pattern = 0.6, context = 0.9 }
valid = ["ACME-123456"]
invalid = ["ACME-12345"]
references = ["in-house"]
`;

export const SAMPLE_TRY = "badge ACME-123456, ACME-12345, xACME-654321";

/** A message to begin a conversation with. */
export const SAMPLE_PROMPT = {
  en: `Please draft a reply to this customer.
Name: Jane Roe
E-mail: jane.roe@example.com, phone +44 20 7946 0958
Her card 4242 4242 4242 4242 was charged twice.`,
  zh: "请给客户回信。姓名：张三，手机13812345678，邮箱 zhang.san@example.com，身份证11010519491231002X，他的订单还没有发货。",
};
