/** The console's page: a frame that says who is signed in; the script draws the rest. */
import type { OperatorSession } from "../../contract/access.ts";
import type { CarrierName } from "../../contract/carrier-name.ts";
import { OPERATORS_SETTINGS_ID } from "../../web/operators/page-settings.ts";
import { escapeHtml, pageDocument, scriptSafeJson } from "../common/page-document.ts";

export function consoleDocument(options: {
  nonce: string;
  scriptPath: string;
  plotUrl: string;
  session: OperatorSession;
  carriers: readonly CarrierName[];
  version: string;
}): string {
  const { nonce, scriptPath, ...settings } = options;
  return pageDocument({
    title: "Sidetone operators",
    nonce,
    // The document sets the panel's smaller type on the root; the console's sizes count from the browser's own.
    head: `<style nonce="${nonce}">html{font-size:100%}</style>
<script type="application/json" id="${OPERATORS_SETTINGS_ID}">${scriptSafeJson(settings)}</script>
<script type="module" nonce="${nonce}" src="${escapeHtml(scriptPath)}"></script>
`,
    body: `<operators-app></operators-app>
<noscript>This page needs JavaScript to show calls.</noscript>`,
  });
}
