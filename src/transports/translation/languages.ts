/** When two language tags mean words that the same person reads. */

/**
 * By language and script: en-US is read by who reads en-GB, zh-TW not by who reads zh-CN. False where one of them is no
 * tag: then there is something to translate.
 */
export function isSameLanguage(one: string, other: string): boolean {
  const first = read(one);
  return first !== undefined && first === read(other);
}

/** "zh-Hant" of "zh-TW"; undefined for what is no tag. */
function read(tag: string): string | undefined {
  try {
    const locale = new Intl.Locale(tag);
    // Its likely script would be that of English.
    if (locale.language === "und") return undefined;
    const { language, script } = locale.maximize();
    return `${language}-${script}`;
  } catch {
    return undefined;
  }
}
