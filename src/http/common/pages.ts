/** Answers with HTML pages: each has a fresh nonce, and the headers that name it. */
import { randomBytes } from "node:crypto";
import { escapeHtml, pageDocument } from "./page-document.ts";
import type { RefusalForm } from "./refusal.ts";

/** `make` is given the nonce for the page's style and script elements. */
export type PageResponder = (
  status: number,
  make: (nonce: string) => string,
  headers?: Record<string, string>,
) => Response;

const NONCE_BYTES = 18;

export function pageResponder(headersOf: (nonce: string) => Record<string, string>): PageResponder {
  return (status, make, headers) => {
    const nonce = randomBytes(NONCE_BYTES).toString("base64");
    return new Response(make(nonce), {
      status,
      headers: { "content-type": "text/html; charset=UTF-8", ...headersOf(nonce), ...headers },
    });
  };
}

/** A refusal in words for the person who sees it; each line of its detail is a paragraph. */
export function pageForm(respond: PageResponder): RefusalForm {
  return ({ status, title, detail, headers }) =>
    respond(status, (nonce) => refusalDocument({ nonce, title, paragraphs: detail.split("\n") }), headers);
}

function refusalDocument(options: { nonce: string; title: string; paragraphs: string[] }): string {
  const paragraphs = options.paragraphs.map((text) => `<p>${withCode(text)}</p>`).join("\n");
  return pageDocument({
    title: options.title,
    nonce: options.nonce,
    body: `<main>\n<h1>${escapeHtml(options.title)}</h1>\n${paragraphs}\n</main>`,
  });
}

/** Sets what is between backticks as code. */
function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}
