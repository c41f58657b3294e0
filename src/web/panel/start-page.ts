/** How a page that shows a call starts: its language, its state, and the one element that shows it. */
import { PanelApp } from "./components/panel-app.ts";
import { expireInterims } from "./interim-expiry.ts";
import { loadLanguage } from "./language/load.ts";
import { speak } from "./language/t.ts";
import { setUpMarkdown } from "./markdown-loader.ts";
import type { CallPageSettings } from "./page-settings.ts";
import { linkStorage } from "./source-links.ts";
import { createPanelStore, type PanelStore } from "./store.ts";

/** The element has no connection yet, and is in no document. */
export async function startPage(settings: CallPageSettings): Promise<{ app: PanelApp; store: PanelStore }> {
  speak(await loadLanguage(settings.language));
  const store = createPanelStore();
  expireInterims(store);
  setUpMarkdown({ url: settings.markdownUrl, imageOrigins: settings.imageOrigins });
  linkStorage(settings.linksStorage);
  if (settings.features) store.dispatch({ type: "features.known", features: settings.features });
  const { callId, conversationName, awaitMediaMs, guideUrl } = settings;
  const app = Object.assign(new PanelApp(), { callId, conversationName, awaitMediaMs, guideUrl, store });
  return { app, store };
}
