/** Turns Markdown into clean nodes: a script of its own, which the panel loads when a text first needs it. */
import DOMPurify from "dompurify";
import { Marked } from "marked";

export interface MarkdownOptions {
  /** Origins whose images are shown; others become links. */
  imageOrigins: readonly string[];
  /** The web address that opens what a text links to; "" if nothing may. */
  hrefOf(address: string): string;
}

const TAGS =
  "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul";
const CLEAN = {
  ALLOWED_TAGS: [...TAGS.split(" "), "#text"],
  ALLOWED_ATTR: ["href", "src", "alt", "start"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|gs):\/\//i,
};

/** A card has its own headings: those of a text all rank below them. */
const HEADINGS = "h1, h2, h3, h5, h6";

const reader = new Marked({
  gfm: true,
  // Generators write a line for a line.
  breaks: true,
  renderer: {
    // HTML in a text is words, but for the line breaks that cells of a table need.
    html: ({ text }) => (/^<br\s*\/?>\s*$/i.test(text) ? "<br>" : escapeHtml(text)),
  },
});

export function renderMarkdown(text: string, options: MarkdownOptions): DocumentFragment {
  const fragment = DOMPurify.sanitize(reader.parse(text, { async: false }), {
    ...CLEAN,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const heading of fragment.querySelectorAll(HEADINGS)) {
    const lower = document.createElement("h4");
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
  for (const image of fragment.querySelectorAll("img")) showImage(image, options);
  for (const link of fragment.querySelectorAll("a")) showLink(link, options);
  // What is within has the block's direction, so that the marks of a list are on its side.
  for (const block of fragment.children) block.setAttribute("dir", "auto");
  for (const code of fragment.querySelectorAll("pre, code")) code.setAttribute("dir", "ltr");
  return fragment;
}

function showImage(image: HTMLImageElement, { imageOrigins }: MarkdownOptions): void {
  const source = image.getAttribute("src") ?? "";
  const name = image.alt === "" ? source : image.alt;
  if (URL.canParse(source) && imageOrigins.includes(new URL(source).origin)) {
    image.loading = "lazy";
    image.referrerPolicy = "no-referrer";
    image.alt = name;
    return;
  }
  // A link within a link is none.
  if (image.closest("a") !== null || source === "") {
    image.replaceWith(name);
    return;
  }
  const link = document.createElement("a");
  link.href = source;
  link.textContent = name;
  image.replaceWith(link);
}

function showLink(link: HTMLAnchorElement, { hrefOf }: MarkdownOptions): void {
  const address = link.getAttribute("href") ?? "";
  const href = hrefOf(address);
  if (href === "") {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.href = href;
  link.dataset.uri = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
