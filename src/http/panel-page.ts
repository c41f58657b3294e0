/** The panel's HTML: our own page, Google's UI Modules in its place, and pages that explain a refusal. */
import { SETTINGS_ELEMENT_ID } from "../web/panel/page-settings.ts";
import { uiModulesScript } from "./ui-modules-script.ts";

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** JSON that may stand inside a script element: nothing in it can end the element or open a comment. */
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

function document(options: { title: string; nonce: string; head?: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(options.title)}</title>
<link rel="icon" href="data:,">
<style nonce="${options.nonce}">${BASE_STYLE}</style>
${options.head ?? ""}</head>
<body>
${options.body}
</body>
</html>
`;
}

/** Our own page. `settings` is what PageSettings of the browser code reads. */
export function panelDocument(options: { nonce: string; scriptPath: string; settings: object }): string {
  return document({
    title: "Sidetone",
    nonce: options.nonce,
    head: `<script type="application/json" id="${SETTINGS_ELEMENT_ID}">${scriptSafeJson(options.settings)}</script>
<script type="module" nonce="${options.nonce}" src="${escapeHtml(options.scriptPath)}"></script>
`,
    body: "<noscript>This page needs JavaScript to show the call.</noscript>",
  });
}

/** A refusal in words for the person who sees it and for the one who sets the connector up. */
export function refusalDocument(options: { nonce: string; title: string; paragraphs: string[] }): string {
  const paragraphs = options.paragraphs.map((text) => `<p>${withCode(text)}</p>`).join("\n");
  return document({
    title: options.title,
    nonce: options.nonce,
    body: `<main>\n<h1>${escapeHtml(options.title)}</h1>\n${paragraphs}\n</main>`,
  });
}

/** Sets what stands between backticks as code. */
function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

const UI_MODULES_BASE = "https://www.gstatic.com/agent-assist-ui-modules/";
const UI_MODULES_FILES = ["v2/container.js", "v1/common.js", "v1.5/transcript.js"];

export interface UiModulesSettings {
  conversationName: string;
  conversationProfileName: string;
  token: string;
  renewalUrl: string;
  /** Comma-separated UI Modules feature names. */
  features: string;
}

/** Google's UI Modules against this server: connector configuration as Google's Five9 page makes it. */
export function uiModulesDocument(options: { nonce: string; settings: UiModulesSettings }): string {
  const { nonce, settings } = options;
  const scripts = UI_MODULES_FILES.map(
    (file) => `<script nonce="${nonce}" src="${UI_MODULES_BASE}${file}"></script>`,
  ).join("\n");
  return document({
    title: "Agent Assist",
    nonce,
    head: `<script type="application/json" id="${SETTINGS_ELEMENT_ID}">${scriptSafeJson(settings)}</script>\n${scripts}\n`,
    body: `<agent-assist-ui-modules-v2 features="${escapeHtml(settings.features)}"></agent-assist-ui-modules-v2>
<agent-assist-transcript></agent-assist-transcript>
<script nonce="${nonce}">${uiModulesScript(SETTINGS_ELEMENT_ID)}</script>`,
  });
}
