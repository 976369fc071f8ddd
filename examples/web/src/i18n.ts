// The interface in two languages. Names of entities in Chinese; in English they come from the rules.
import type { Category } from "yinsi";

const en = {
  skip: "Skip to the text",
  tagline: "Finds personal information, and takes it out again. Nothing leaves this page.",
  language: "Language",
  theme: "Appearance",
  themeAuto: "System",
  themeLight: "Light",
  themeDark: "Dark",
  workspace: "Text and redaction",
  views: "Views",
  tabText: "Text",
  tabRedacted: "Redacted",
  tabRules: "My rules",
  tabFiles: "Files",
  tabChat: "Chat",
  tabAudit: "Audit",
  chatHint: "A pretended language model. Personal values stay here: it sees placeholders, and what it answers gets the values back as it streams.",
  chatHere: "On your machine",
  chatThere: "What the model sees",
  chatLog: "Conversation",
  chatLabel: "Message to the model",
  chatPlaceholder: "Write a message with personal values in it.",
  chatSend: "Send",
  chatYou: "You",
  chatSent: "Sent",
  chatAnswer: "Answer",
  chatRestored: "Answer, restored",
  auditTitle: "Drop files here to count people, or choose them",
  auditHint: "CSV, JSON, SQL dumps, SQLite, vCard, mail and text; UTF-8, GBK, Big5 and UTF-16. Values are kept as keyed hashes only.",
  auditing: "Counting: {n} of {of} files",
  auditDone: "{n} files counted in {ms}.",
  auditUnits: "units",
  auditPeople: "people",
  auditValues: "values",
  auditHits: "findings",
  auditRecords: "records",
  auditFormat: "format",
  auditOf: "{n} of {line}",
  auditAdvice: "This is arithmetic over what was found, not legal advice.",
  auditUnread: "Could not be read",
  auditSave: "Save report",
  auditNumbers: "Save numbers",
  sample: "Sample",
  clear: "Clear",
  open: "Open files…",
  textLabel: "Text to look at",
  placeholder: "Paste or type text here, or drop files anywhere on the page.",
  redactedHint: "What each kind becomes is chosen on the right.",
  redactedLabel: "Redacted text",
  copy: "Copy",
  copied: "Copied",
  download: "Download",
  rulesLabel: "Your rules, as TOML",
  tryLabel: "Try them on",
  tryFound: "What they see",
  rulesFine: "{n} rules compile and are in use.",
  rulesNone: "No rules of your own yet.",
  tryNothing: "Nothing here.",
  findings: "Findings",
  byCategory: "By category",
  byEntity: "By kind",
  nothing: "Nothing found yet.",
  confidence: "At least",
  all: "Also dates, domains and other kinds that identify nobody",
  total: "found",
  privacy: "Works without a network once it was opened. Redaction is not anonymisation: what remains may still point to somebody.",
  loading: "Loading the engine…",
  ready: "Ready in {ms} ms ({isa}).",
  scanned: "{size} looked at in {ms} ms.",
  dropTitle: "Drop files here, or choose them",
  dropHint: "Text, CSV, JSON, logs of any size, in UTF-8, GBK, Big5 or UTF-16. Tables and JSON stay well-formed. Nothing leaves your machine.",
  dropping: "Drop to redact",
  fileDone: "{n} found in {ms}",
  fileReading: "Reading",
  fileFailed: "Could not be read: {message}",
  fileOpened: "{name} is open in the editor.",
  save: "Save redacted",
  choiceFor: "What {name} becomes",
  label: "Label",
  mask: "Mask",
  ends: "Show ends",
  remove: "Remove",
  replace: "Replace with…",
  keep: "Keep",
  replacement: "Replacement for {name}",
  previous: "Previous {name}",
  next: "Next {name}",
  evPattern: "pattern",
  evChecks: "checks",
  evFailed: "failed",
  evLabel: "label",
  evContext: "word nearby",
  evAgainst: "speaks against",
  evAlso: "also",
  evNormalized: "read through unusual characters",
  evCut: "part of a longer number",
  evRule: "rule",
  whyBounds: "a letter or digit touches it",
  whyCheck: "fails the check {check}",
  whyLabel: "no label before it",
  whyConfidence: "confidence {confidence}",
  whyOverlap: "overlaps a better reading",
  whyAllowed: "is allowed",
  whyOther: "not reported",
  category: {
    identity: "Identity",
    contact: "Contact",
    financial: "Financial",
    health: "Health",
    network: "Network",
    device: "Device",
    credential: "Credentials",
    location: "Location",
    person: "Person",
    organization: "Organisation",
    vehicle: "Vehicle",
    time: "Time",
    other: "Other",
  } satisfies Record<Category, string>,
};

type Words = typeof en;

const zh: Words = {
  skip: "跳到正文",
  tagline: "找出文本中的个人信息，并将其脱敏。内容不会离开本页。",
  language: "语言",
  theme: "外观",
  themeAuto: "跟随系统",
  themeLight: "浅色",
  themeDark: "深色",
  workspace: "文本与脱敏",
  views: "视图",
  tabText: "文本",
  tabRedacted: "脱敏结果",
  tabRules: "自定义规则",
  tabFiles: "文件",
  tabChat: "对话",
  tabAudit: "清点",
  chatHint: "演示用的假想模型。个人信息留在本机：模型只看到占位符，它的回答在流式输出时随即还原。",
  chatHere: "您的设备上",
  chatThere: "模型看到的",
  chatLog: "对话记录",
  chatLabel: "发给模型的消息",
  chatPlaceholder: "写一段含有个人信息的话。",
  chatSend: "发送",
  chatYou: "您",
  chatSent: "实际发出",
  chatAnswer: "模型回答",
  chatRestored: "还原后的回答",
  auditTitle: "把文件拖到这里清点人数，或点击选择",
  auditHint: "支持 CSV、JSON、SQL 转储、SQLite、vCard、邮件和文本，编码可为 UTF-8、GBK、Big5 或 UTF-16。取值只以加密钥的散列形式保存。",
  auditing: "正在清点：{n} / {of} 个文件",
  auditDone: "已清点 {n} 个文件，用时 {ms}。",
  auditUnits: "条信息",
  auditPeople: "人",
  auditValues: "不重复取值",
  auditHits: "处发现",
  auditRecords: "条记录",
  auditFormat: "格式",
  auditOf: "{n} / {line}",
  auditAdvice: "以上仅为对所发现数据的算术统计，不构成法律意见。",
  auditUnread: "未能读取",
  auditSave: "保存报告",
  auditNumbers: "保存数据",
  sample: "示例",
  clear: "清空",
  open: "打开文件…",
  textLabel: "待检查的文本",
  placeholder: "在此粘贴或输入文本，也可以把文件拖到页面任意位置。",
  redactedHint: "每一类信息如何处理，可在右侧选择。",
  redactedLabel: "脱敏后的文本",
  copy: "复制",
  copied: "已复制",
  download: "下载",
  rulesLabel: "自定义规则（TOML）",
  tryLabel: "试用文本",
  tryFound: "规则的判断",
  rulesFine: "{n} 条规则编译通过，已启用。",
  rulesNone: "尚无自定义规则。",
  tryNothing: "没有发现。",
  findings: "发现",
  byCategory: "按类别",
  byEntity: "按种类",
  nothing: "尚未发现个人信息。",
  confidence: "置信度不低于",
  all: "包括日期、域名等单独不能识别个人的种类",
  total: "处个人信息",
  privacy: "打开一次后即可离线使用。脱敏不等于匿名化：余下的内容仍可能指向某个人。",
  loading: "正在载入引擎…",
  ready: "引擎就绪，用时 {ms} 毫秒（{isa}）。",
  scanned: "已检查 {size}，用时 {ms} 毫秒。",
  dropTitle: "把文件拖到这里，或点击选择",
  dropHint: "支持文本、CSV、JSON 和日志，编码可为 UTF-8、GBK、Big5 或 UTF-16，大小不限。表格和 JSON 脱敏后结构不变，文件不会离开您的设备。",
  dropping: "松开即可脱敏",
  fileDone: "发现 {n} 处，用时 {ms}",
  fileReading: "读取中",
  fileFailed: "无法读取：{message}",
  fileOpened: "已在编辑器中打开 {name}。",
  save: "保存脱敏文件",
  choiceFor: "{name}的处理方式",
  label: "标签",
  mask: "掩码",
  ends: "保留首尾",
  remove: "删除",
  replace: "替换为…",
  keep: "保留原文",
  replacement: "{name}的替换文本",
  previous: "上一处{name}",
  next: "下一处{name}",
  evPattern: "格式",
  evChecks: "校验通过",
  evFailed: "校验未过",
  evLabel: "标签",
  evContext: "附近词语",
  evAgainst: "反证词语",
  evAlso: "同时是",
  evNormalized: "含全角或特殊字符",
  evCut: "属于更长的号码",
  evRule: "规则",
  whyBounds: "与字母或数字相连",
  whyCheck: "未通过校验 {check}",
  whyLabel: "前面没有标签",
  whyConfidence: "置信度 {confidence}",
  whyOverlap: "与更可信的结果重叠",
  whyAllowed: "在允许名单中",
  whyOther: "不予报告",
  category: {
    identity: "身份证件",
    contact: "联系方式",
    financial: "金融账户",
    health: "医疗健康",
    network: "网络标识",
    device: "设备标识",
    credential: "密钥凭证",
    location: "地址位置",
    person: "个人信息",
    organization: "机构",
    vehicle: "车辆",
    time: "时间",
    other: "其他",
  },
};

const NAMES: Record<string, string> = {
  AWS_ACCESS_KEY: "AWS 访问密钥",
  AWS_SECRET_KEY: "AWS 私密密钥",
  BIC_CODE: "银行识别代码",
  CN_ADDRESS: "中文地址",
  CN_BANK_CARD: "银行卡号",
  CN_BUSINESS_LICENSE: "营业执照注册号",
  CN_DRIVER_LICENSE_FILE_NO: "驾驶证档案编号",
  CN_FOREIGN_PERMANENT_RESIDENT_ID: "外国人永久居留证",
  CN_HKMT_RESIDENCE_PERMIT: "港澳台居民居住证",
  CN_HK_MACAO_PERMIT: "港澳居民来往内地通行证",
  CN_LANDLINE_NUMBER: "固定电话",
  CN_LICENSE_PLATE: "车牌号",
  CN_MAINLANDER_HKM_PERMIT: "往来港澳通行证",
  CN_MAINLANDER_TAIWAN_PERMIT: "往来台湾通行证",
  CN_MILITARY_ID: "军人证件",
  CN_MOBILE_NUMBER: "手机号",
  CN_ORGANIZATION_CODE: "组织机构代码",
  CN_PASSPORT: "中国护照",
  CN_PERSON_NAME: "中文姓名",
  CN_POLICE_ID: "警号",
  CN_POSTAL_CODE: "邮政编码",
  CN_RESIDENT_ID: "居民身份证",
  CN_SERVICE_NUMBER: "400/800 电话",
  CN_SOCIAL_SECURITY_CARD: "社会保障卡",
  CN_TAIWAN_PERMIT: "台湾居民来往大陆通行证",
  CN_USCC: "统一社会信用代码",
  CN_VEHICLE_CERTIFICATE: "机动车登记证书",
  CN_WAYBILL_NO: "快递单号",
  CREDIT_CARD: "信用卡号",
  CREDIT_CARD_CVV: "信用卡安全码",
  CREDIT_CARD_EXPIRY: "信用卡有效期",
  CRYPTO_BTC: "比特币地址",
  CRYPTO_ETH: "以太坊地址",
  DATE_OF_BIRTH: "出生日期",
  DATE_TIME: "日期时间",
  DOMAIN_NAME: "域名",
  EMAIL_ADDRESS: "电子邮箱",
  GITHUB_FINE_GRAINED_PAT: "GitHub 细粒度令牌",
  GITHUB_TOKEN: "GitHub 令牌",
  HK_BRN: "香港商业登记号",
  HK_ID: "香港身份证",
  HK_LICENSE_PLATE: "香港车牌",
  HK_PASSPORT: "香港护照",
  HK_PHONE: "香港电话",
  IBAN_CODE: "国际银行账号",
  ICCID: "SIM 卡号",
  IMEI: "手机串号",
  IMSI: "国际移动用户识别码",
  IP_ADDRESS: "IP 地址",
  JSON_WEB_TOKEN: "JSON Web 令牌",
  LOCATION_COORDINATES: "经纬度",
  MAC_ADDRESS: "MAC 地址",
  MO_BIR: "澳门身份证",
  MO_PASSPORT: "澳门护照",
  MO_PHONE: "澳门电话",
  PERSON: "外文姓名",
  PHONE_NUMBER: "国际电话",
  PRIVATE_KEY: "私钥",
  QQ_GROUP: "QQ 群号",
  QQ_NUMBER: "QQ 号",
  S10_ITEM_ID: "国际邮件编号",
  STREET_ADDRESS: "外文地址",
  TW_LICENSE_PLATE: "台湾车牌",
  TW_NATIONAL_ID: "台湾身份证",
  TW_NHI_CARD: "台湾健保卡",
  TW_PASSPORT: "台湾护照",
  TW_PHONE: "台湾电话",
  TW_UBN: "台湾统一编号",
  TW_UI_NO: "台湾居留证",
  URL: "网址",
  UUID: "UUID",
  VIN: "车辆识别代号",
  WECHAT_ID: "微信号",
};

export type Language = "en" | "zh";

type Key = { [K in keyof Words]: Words[K] extends string ? K : never }[keyof Words];

let language: Language = "en";

export const currentLanguage = () => language;

/** Says something in the current language; `{name}` becomes the value of that name. */
export function say(key: Key, values: Record<string, string | number> = {}): string {
  const words = language === "zh" ? zh : en;
  return words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

export const categoryName = (category: Category) => (language === "zh" ? zh : en).category[category];

/** Words of entities that stay as they are. */
const PROPER = new Map(
  "AWS BIC BTC BRN CVV ETH HKM HKMT IBAN ICCID ID IMEI IMSI IP JSON MAC NHI PAT QQ S10 UBN UI URL USCC UUID VIN CN HK MO TW"
    .split(" ")
    .map((word) => [word, word]),
);
PROPER.set("GITHUB", "GitHub").set("WECHAT", "WeChat").set("MACAO", "Macao").set("TAIWAN", "Taiwan");

/** A short name of an entity. */
export function entityName(entity: string): string {
  if (language === "zh" && NAMES[entity]) return NAMES[entity];
  const name = entity.split("_").map((word) => PROPER.get(word) ?? word.toLowerCase()).join(" ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const number = (value: number, digits: number) =>
  value.toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: digits });

export const count = (value: number) => number(value, 0);

export const milliseconds = (value: number) => number(value, value < 10 ? 1 : 0);

export function duration(value: number): string {
  if (value < 1000) return `${number(value, 0)} ${language === "zh" ? "毫秒" : "ms"}`;
  return `${number(value / 1000, 1)} ${language === "zh" ? "秒" : "s"}`;
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${number(bytes, 0)} B`;
  if (bytes < 1_000_000) return `${number(bytes / 1000, 1)} kB`;
  return `${number(bytes / 1_000_000, 1)} MB`;
}

/** Puts every word that the page's HTML names into the current language. */
export function translate(to: Language) {
  language = to;
  document.documentElement.lang = to === "zh" ? "zh-Hans" : "en";
  const put = (name: string, set: (element: HTMLElement, text: string) => void) => {
    for (const element of document.querySelectorAll<HTMLElement>(`[data-${name}]`)) {
      set(element, say(element.dataset[name] as Key));
    }
  };
  put("text", (element, text) => (element.textContent = text));
  put("label", (element, text) => element.setAttribute("aria-label", text));
  put("placeholder", (element, text) => element.setAttribute("placeholder", text));
}
