/** Shows generated text: paragraphs, lists, bold and links of the little Markdown that models write. Never HTML. */
import { html, type TemplateResult } from "lit";
import { webAddressOf } from "../../../base/json-fields.ts";

type Block = { kind: "paragraph"; text: string } | { kind: "bullets" | "numbers"; items: string[] };

/** One template per block; the text itself only ever becomes text nodes and vetted links. */
export function richText(text: string): TemplateResult[] {
  return blocksOf(text).map(blockTemplate);
}

function blockTemplate(block: Block): TemplateResult {
  switch (block.kind) {
    case "paragraph":
      return html`<p dir="auto">${inline(block.text)}</p>`;
    case "bullets":
      return html`<ul dir="auto">${block.items.map((item) => html`<li>${inline(item)}</li>`)}</ul>`;
    case "numbers":
      return html`<ol dir="auto">${block.items.map((item) => html`<li>${inline(item)}</li>`)}</ol>`;
  }
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const rawLine of text.split(/\r?\n/)) {
    const line = rawLine.trim().replace(/^#{1,6}\s+/, "");
    if (line === "") continue;
    const bullet = /^[*•-]\s+(.+)$/.exec(line)?.[1];
    const number = /^\d{1,3}[.)]\s+(.+)$/.exec(line)?.[1];
    if (bullet !== undefined) addItem(blocks, "bullets", bullet);
    else if (number !== undefined) addItem(blocks, "numbers", number);
    else blocks.push({ kind: "paragraph", text: line });
  }
  return blocks;
}

function addItem(blocks: Block[], kind: "bullets" | "numbers", item: string): void {
  const last = blocks.at(-1);
  if (last?.kind === kind) last.items.push(item);
  else blocks.push({ kind, items: [item] });
}

/** Bold, emphasis and links; anything else stays as written. */
function inline(text: string): (string | TemplateResult)[] {
  const parts = text.split(/(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|\[[^\]]+\]\([^)\s]+\))/);
  return parts.map((part) => {
    const bold = /^\*\*([^*]+)\*\*$/.exec(part)?.[1];
    if (bold !== undefined) return html`<strong>${bold}</strong>`;
    const stressed = /^\*([^*]+)\*$/.exec(part)?.[1];
    if (stressed !== undefined) return html`<em>${stressed}</em>`;
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    const address = webAddressOf(link?.[2]);
    return link?.[1] === undefined || address === "" ? part : outsideLink(address, link[1]);
  });
}

/** A link that opens apart from the panel, without a referrer; only the label if it is not a web address. */
export function outsideLink(address: string, label: unknown): TemplateResult {
  if (webAddressOf(address) === "") return html`${label}`;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer">${label}</a>`;
}
