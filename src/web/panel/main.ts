/** Starts the panel: settings from the page, state, connection, and the one element that shows them. */
import { connectToCall } from "./connection.ts";
import { createDesktopPass } from "./desktop-pass.ts";
import { createFeedbackDesk } from "./feedback-desk.ts";
import { createKnowledgeSearch } from "./knowledge-search.ts";
import { setUpLater } from "./later-loader.ts";
import { pageLife } from "./life.ts";
import { loadCards } from "./memory.ts";
import { addressWithTicket } from "./page-address.ts";
import { readPageSettings, SETTINGS_ELEMENT_ID } from "./page-settings.ts";
import { postToProxy } from "./proxy-post.ts";
import { startPage } from "./start-page.ts";
import { knownSequence } from "./state/panel-state.ts";
import { keepSummaries } from "./summary-keeper.ts";
import { tellUses } from "./uses.ts";

async function start(): Promise<void> {
  const settings = readPageSettings(document.getElementById(SETTINGS_ELEMENT_ID)?.textContent ?? "{}");
  const { app, store } = await startPage(settings);
  const keepTicket = (ticket: string) =>
    history.replaceState(history.state, "", addressWithTicket(location.href, ticket));
  keepTicket(settings.ticket);
  store.dispatch({ type: "cards.restored", ...loadCards(settings.conversationName) });

  const pass = createDesktopPass({
    token: settings.token,
    renewalUrl: settings.renewalUrl,
    onTicket: keepTicket,
  });
  const feedback = createFeedbackDesk({
    url: settings.feedbackUrl,
    conversationName: settings.conversationName,
    pass,
  });
  addEventListener("pagehide", () => feedback.flush());
  const life = pageLife(settings.conversationName);
  const connection = connectToCall({
    conversationName: settings.conversationName,
    pass,
    staysWithItsLife: life.isOwn,
    lastSequence: () => knownSequence(store.state()),
    onEpisode(episode) {
      life.movedOn();
      store.dispatch({ type: "episode.begun", episode });
    },
    onEvent: (event) => store.dispatch({ type: "event.received", event }),
    onCallState(raw) {
      life.saw(raw);
      store.dispatch({ type: "callState.received", raw });
    },
    onConnection: (state) => store.dispatch({ type: "connection.changed", connection: state }),
    network: window,
  });

  app.connection = connection;
  app.feedback = feedback;
  if (settings.summaryUrl !== "")
    app.summarize = () => postToProxy({ url: settings.summaryUrl, body: {}, pass });
  if (settings.knowledgeSearch) app.search = createKnowledgeSearch(settings.knowledgeSearch, pass);
  const host = tellUses(app, {
    ...{ callId: settings.callId, conversationName: settings.conversationName },
    ...{ origins: settings.hostOrigins, tellDesktops: connection.tellUse },
  });
  if (settings.keptSummaryUrl !== "") {
    app.keepsSummaries = true;
    keepSummaries(app, {
      ...{ url: settings.keptSummaryUrl, conversationName: settings.conversationName, pass },
      onKept({ id, sections, startedAtMs }) {
        const card = store.state().suggestions.cards.find((one) => one.id === id);
        const summary = { startedAtMs, submittedAtMs: Date.now(), sections };
        if (card !== undefined) feedback.summaryKept(card, summary);
        host.tell({ name: "summary-kept", detail: { sections } });
      },
    });
  }
  document.body.replaceChildren(app);
  setUpLater(settings.laterUrl);
}

// biome-ignore lint/performance/noBarrelFile: the other script of the page takes its parts from this one.
// biome-ignore lint/performance/noReExportAll: whatever that script may take is named in one place.
export * from "./components/page-parts.ts";

void start();
