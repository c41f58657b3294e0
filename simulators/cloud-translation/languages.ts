/** Languages as Cloud Translation knows them (docs/languages, NMT model), and how the simulator tells some apart. */

/** By the first part of their tags: of the 190 that Google lists, those that callers of a contact centre are likely to speak. */
const KNOWN = new Set(
  (
    "af sq am ar hy az eu be bn bs bg ca ceb zh hr cs da nl en et fi fr gl ka de el gu ha he iw hi hu is id ga it ja " +
    "kn kk km ko ku lo lv lt mk ms ml mt mr mn my ne no nb fa pl pt pa ro ru sr sk sl so es sw sv tl fil ta te th tr uk ur uz vi cy xh yo zu"
  ).split(" "),
);

/** Tags with a region or a script that are another language there. */
const VARIANTS = new Set([
  "zh-cn",
  "zh-tw",
  "zh-hans",
  "zh-hant",
  "pt-br",
  "pt-pt",
  "fr-ca",
  "sr-latn",
  "sr-cyrl",
]);

export function isKnown(tag: string): boolean {
  return KNOWN.has(baseOf(tag));
}

export function isSame(one: string, other: string): boolean {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  if (VARIANTS.has(first) && VARIANTS.has(second)) return first === second;
  return baseOf(first) === baseOf(second);
}

/** A rough guess, always the same for the same text. */
export function detect(text: string): string {
  for (const [language, sign] of SIGNS) if (sign.test(text)) return language;
  return "en";
}

const SIGNS: readonly [string, RegExp][] = [
  ["ar", /[\u0600-\u06ff]/],
  ["ja", /[\u3040-\u30ff]/],
  ["de", /\b(?:ich|und|nicht|ist|das|wir)\b/i],
  ["es", /\b(?:que|está|usted|mi|por|gracias)\b/i],
  ["fr", /\b(?:je|vous|est|pas|les|merci)\b/i],
];

function baseOf(tag: string): string {
  return tag.split("-", 1)[0]?.toLowerCase() ?? "";
}
