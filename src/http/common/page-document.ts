/** The frame of every HTML page, and safe insertion of text. */

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** JSON for use inside a script element: nothing in it can end the element or open a comment. */
export function scriptSafeJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

const FONT = `system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif`;

const BASE_STYLE = `html,body{margin:0;min-height:100%;background:#f3f5f2;color:#17201b;font:0.875rem/1.5 ${FONT}}
@media(prefers-color-scheme:dark){html,body{background:#101412;color:#e9efeb}}
main{max-width:34rem;margin:0 auto;padding:2rem 1rem;overflow-wrap:anywhere}h1{font-size:1.125rem;margin:0 0 .5rem}
p{margin:0 0 .75rem}code{font-family:ui-monospace,Menlo,monospace;font-size:.8125rem}
noscript{display:block;padding:2rem 1rem;text-align:center}`;

/** A whole page, in English unless told; its one style element carries the nonce. `head` and `body` are HTML. */
export function pageDocument(options: {
  title: string;
  /** BCP 47. */
  language?: string;
  direction?: "ltr" | "rtl";
  nonce: string;
  style?: string;
  head?: string;
  body: string;
}): string {
  return `<!doctype html>
<html lang="${options.language ?? "en"}" dir="${options.direction ?? "ltr"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(options.title)}</title>
<link rel="icon" href="data:,">
<style nonce="${options.nonce}">${BASE_STYLE}${options.style ?? ""}</style>
${options.head ?? ""}</head>
<body>
${options.body}
</body>
</html>
`;
}
