/** Loads the words of the page's language: a script of its own, so that a page has those of one language only. */
import type { PageLanguage } from "../page-settings.ts";
import type { Language } from "./t.ts";

const RELOAD_AFTER_MS = 3_000;

/** Where the words do not come, nothing can be shown: the page is loaded again soon, and this never resolves. */
export async function loadLanguage({ wordsUrl, ...tags }: PageLanguage): Promise<Language> {
  try {
    const { WORDS } = (await import(wordsUrl)) as { WORDS: Language["words"] };
    return { ...tags, words: WORDS };
  } catch {
    setTimeout(() => location.reload(), RELOAD_AFTER_MS);
    return await new Promise(() => {});
  }
}
