/** What the simulator makes of a text: the same words after a few of the other language, so that everybody sees what they are. */

const OPENINGS: Readonly<Record<string, string>> = {
  ar: "بالعربية: ",
  de: "Auf Deutsch: ",
  en: "In English: ",
  es: "En español: ",
  fr: "En français : ",
  ja: "日本語：",
};

export function translated(text: string, language: string): string {
  return `${OPENINGS[language.split("-", 1)[0] ?? ""] ?? `${language}: `}${text}`;
}

/** HTML is the default of the API: what is plain text comes back with entities then. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
