/** Shows generated text: Markdown as tables, lists, code and links once its reader is loaded, plain paragraphs before. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { loadMarkdown, needsMarkdown, renderedMarkdown } from "../markdown-loader.ts";
import { hrefOf } from "../source-links.ts";

/** Renders into the card itself, whose styles it shares. */
export class RichText extends LitElement {
  static override properties = { text: {} };
  declare text: string;
  #nodes: DocumentFragment | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("text")) this.#nodes = undefined;
    if (this.#nodes !== undefined || !needsMarkdown(this.text)) return;
    this.#nodes = renderedMarkdown(this.text);
    if (this.#nodes === undefined) void loadMarkdown().then((isHere) => isHere && this.requestUpdate());
  }

  override render(): DocumentFragment | TemplateResult[] {
    const lines = () => this.text.split(/\r?\n/).filter((line) => line.trim() !== "");
    return this.#nodes ?? lines().map((line) => html`<p dir="auto">${line}</p>`);
  }
}

customElements.define("sidetone-rich", RichText);

export function richText(text: string): TemplateResult {
  return html`<sidetone-rich class="prose" .text=${text}></sidetone-rich>`;
}

/** A link that opens apart from the panel, without a referrer; only the label if its address may not be opened. */
export function outsideLink(address: string, label: unknown): TemplateResult {
  const href = hrefOf(address);
  if (href === "") return html`${label}`;
  return html`<a href=${href} data-uri=${address} target="_blank" rel="noopener noreferrer">${label}</a>`;
}
