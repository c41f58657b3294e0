/** The panel's HTML: Sidetone's page, or Google's UI Modules in its place. */
import { directionOf, type PanelLanguage } from "../../contract/panel-languages.ts";
import { SETTINGS_ELEMENT_ID } from "../../web/panel/page-settings.ts";
import { escapeHtml, pageDocument, scriptSafeJson } from "../common/page-document.ts";
import type { ChosenLanguage } from "./language.ts";
import { socketPrefixScript, uiModulesScript } from "./ui-modules-script.ts";

export interface PanelPage {
  nonce: string;
  scriptPath: string;
  /** What PageSettings of the browser code reads, but for the language. */
  settings: object;
  language: ChosenLanguage & { wordsUrl: string };
}

const NEEDS_SCRIPT: Readonly<Record<PanelLanguage, string>> = {
  en: "This page needs JavaScript to show the call.",
  de: "Diese Seite braucht JavaScript, um den Anruf zu zeigen.",
  es: "Esta página necesita JavaScript para mostrar la llamada.",
  fr: "Cette page a besoin de JavaScript pour afficher l’appel.",
  ja: "通話を表示するには JavaScript が必要です。",
  ar: "تحتاج هذه الصفحة إلى JavaScript لعرض المكالمة.",
};

/** Sidetone's page. The words are asked for together with the script, which needs them at once. */
export function panelDocument({ nonce, scriptPath, settings, language }: PanelPage): string {
  return pageDocument({
    title: "Sidetone",
    language: language.language,
    direction: directionOf(language.language),
    nonce,
    head: `<script type="application/json" id="${SETTINGS_ELEMENT_ID}">${scriptSafeJson({ ...settings, language })}</script>
<link rel="modulepreload" href="${escapeHtml(language.wordsUrl)}">
<script type="module" nonce="${nonce}" src="${escapeHtml(scriptPath)}"></script>
`,
    body: `<noscript>${NEEDS_SCRIPT[language.language]}</noscript>`,
  });
}

const UI_MODULES_BASE = "https://www.gstatic.com/agent-assist-ui-modules/";
/** As Google's Five9 page loads them. At the page's end: fonts that do not come keep nothing else from running. */
const UI_MODULES_FONTS = [
  "https://fonts.googleapis.com/icon?family=Material+Icons",
  "https://fonts.googleapis.com/css?family=Roboto:400,500,700",
  "https://fonts.googleapis.com/css?family=Google+Sans:400,500",
];
/**
 * The layout of Google's Five9 page: a bar with the name, the transcript in the left third, the modules beside it, each with a
 * scroll of its own. That page has no other for frames as narrow as a desktop's side bar: there the modules come first.
 */
const UI_MODULES_STYLE = `
html,body{height:100%}
body{display:grid;grid-template:auto minmax(0,1fr)/minmax(0,1fr) minmax(0,2fr);overflow:hidden;background:#fff;color:#202124;font-family:Roboto,sans-serif}
header{grid-column:1/-1;padding:16px 24px;font:22px/32px "Google Sans",sans-serif;color:#5f6368;box-shadow:0 1px 3px 1px #3c404326}
.transcript,.modules{min-width:0;overflow:hidden auto}
.transcript{border-inline-end:1px solid #e0e0e0}
.modules{background:#f8f9fa}
agent-assist-transcript,agent-assist-ui-modules-v2{display:block;min-height:100%}
@media(max-width:719px){body{grid-template:minmax(0,3fr) minmax(0,2fr)/minmax(0,1fr)}header{display:none}.modules{order:-1}.transcript{border-inline-end:0;border-block-start:1px solid #e0e0e0}}
body.dark-mode{background:#202124;color:#e8eaed;color-scheme:dark}
.dark-mode header{color:#bdc1c6}.dark-mode .transcript{border-color:#3c4043}.dark-mode .modules{background:#202124}`;

export interface UiModulesSettings {
  conversationName: string;
  conversationProfileName: string;
  token: string;
  renewalUrl: string;
  /** What a proxy puts before every path, "" or "/prefix". */
  publicPath: string;
  /** Takes the launch key's place in the page's address. */
  ticket: string;
  /** Comma-separated UI Modules feature names. */
  features: string;
}

/** Google's UI Modules against this server: connector configuration as Google's Five9 page makes it. */
export function uiModulesDocument(options: {
  nonce: string;
  settings: UiModulesSettings;
  /** Files below UI_MODULES_BASE, each with its version. */
  files: readonly string[];
}): string {
  const { nonce, settings } = options;
  const fonts = UI_MODULES_FONTS.map((url) => `<link rel="stylesheet" href="${escapeHtml(url)}">`).join("\n");
  const prefix =
    settings.publicPath === ""
      ? ""
      : `<script nonce="${nonce}">${socketPrefixScript(settings.publicPath)}</script>\n`;
  const scripts = options.files
    .map((file) => `<script nonce="${nonce}" src="${UI_MODULES_BASE}${file}"></script>`)
    .join("\n");
  return pageDocument({
    title: "Agent Assist",
    nonce,
    head: `<script type="application/json" id="${SETTINGS_ELEMENT_ID}">${scriptSafeJson(settings)}</script>\n${prefix}${scripts}\n`,
    style: UI_MODULES_STYLE,
    body: `<header>Agent Assist</header>
<div class="transcript"><agent-assist-transcript></agent-assist-transcript></div>
<div class="modules"><agent-assist-ui-modules-v2 features="${escapeHtml(settings.features)}"></agent-assist-ui-modules-v2></div>
<script nonce="${nonce}">${uiModulesScript(SETTINGS_ELEMENT_ID)}</script>
${fonts}`,
  });
}
