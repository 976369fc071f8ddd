// The pretended model: it answers in set phrases and treats placeholders as models do.

export type Language = "en" | "zh";

/** Placeholders as vaults write them. */
const PLACEHOLDER = /<[A-Z0-9_]+>/g;

/** Liberties that models take with placeholders. */
const LIBERTIES: ((name: string) => string)[] = [
  (name) => name,
  (name) => `**${name.replaceAll("_", "\\_")}**`,
  (name) => name.toLowerCase(),
  (name) => `＜${name.slice(1, -1)}＞`,
];

const lists = (names: string[], word: string) => names.map((name, nth) => (LIBERTIES[nth % LIBERTIES.length] ?? String)(name)).join(word);

/** An answer to a prompt. */
export function reply(prompt: string, language: Language): string {
  const names = [...new Set(prompt.match(PLACEHOLDER) ?? [])];
  const [first] = names;
  if (language === "zh") {
    if (!first) return "好的。这段话里没有需要保护的个人信息，我看到的与您写的一字不差。";
    return (
      `好的，已为您记下：${lists(names, "、")}。\n\n` +
      `回信草稿：\n您好，${first}，我们已收到您的来信，会尽快处理。\n\n` +
      `请核对以上内容；若 1 < 2 而 <b> 不是占位符，它们也会原样保留。`
    );
  }
  if (!first) return "Sure. There was nothing personal in that, so I saw it word for word.";
  return (
    `Noted: ${lists(names, ", ")}.\n\n` +
    `A draft:\nDear ${first}, thank you for your message. We have it on file and will get back to you soon.\n\n` +
    `Please check the details; 1 < 2 and <b> are no placeholders and stay as they are.`
  );
}
