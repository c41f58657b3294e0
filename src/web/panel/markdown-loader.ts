/** Fetches the script that reads Markdown once a text needs it; until then, and if it does not come, texts are plain. */
import type { MarkdownOptions } from "../markdown/main.ts";
import { hrefOf } from "./source-links.ts";

/** What the loaded script exports. */
interface MarkdownScript {
  renderMarkdown(text: string, options: MarkdownOptions): DocumentFragment;
}

export interface MarkdownSettings {
  /** The script's address on the page's origin; "" for none. */
  url: string;
  imageOrigins: readonly string[];
}

/** Anything that could be a mark of Markdown, or an address. */
const MARKS = /[*_`~|[\]<>#]|https?:\/\/|^\s*(?:\d{1,9}[.)]|[-+•])\s/m;

let settings: MarkdownSettings = { url: "", imageOrigins: [] };
let script: MarkdownScript | undefined;
let loading: Promise<MarkdownScript | undefined> | undefined;

export function setUpMarkdown(next: MarkdownSettings): void {
  settings = next;
}

export function needsMarkdown(text: string): boolean {
  return settings.url !== "" && MARKS.test(text);
}

/** Undefined until the script is here. */
export function renderedMarkdown(text: string): DocumentFragment | undefined {
  return script?.renderMarkdown(text, { imageOrigins: settings.imageOrigins, hrefOf });
}

/** Resolves with true once texts can be rendered. A failed fetch is tried again with the next text. */
export async function loadMarkdown(): Promise<boolean> {
  loading ??= (import(settings.url) as Promise<MarkdownScript>).catch(() => undefined);
  script = await loading;
  if (script === undefined) loading = undefined;
  return script !== undefined;
}
