/** The panel's HTML: Sidetone's page, or Google's UI Modules in its place. */
import { directionOf, type PanelLanguage } from "../../contract/panel-languages.ts";
import { SETTINGS_ELEMENT_ID } from "../../web/panel/page-settings.ts";
import { escapeHtml, pageDocument, scriptSafeJson } from "../common/page-document.ts";
import type { PageTongue } from "./language.ts";
import { socketPrefixScript, uiModulesScript } from "./ui-modules-script.ts";

export interface PanelPage {
  nonce: string;
  scriptPath: string;
  /** What PageSettings of the browser code reads, but for the language. */
  settings: object;
  language: PageTongue & { wordsUrl: string };
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
const UI_MODULES_STYLE = `body{font-family:Roboto,sans-serif}body.dark-mode{background:#202124;color:#e8eaed;color-scheme:dark}`;

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
    body: `<agent-assist-ui-modules-v2 features="${escapeHtml(settings.features)}"></agent-assist-ui-modules-v2>
<agent-assist-transcript></agent-assist-transcript>
<script nonce="${nonce}">${uiModulesScript(SETTINGS_ELEMENT_ID)}</script>
${fonts}`,
  });
}
