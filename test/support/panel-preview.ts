/** A panel server for looking and testing: the real page, tokens, delivery and Socket.IO, with an invented call behind. */
import { Hono } from "hono";
import { conversationIdOf } from "../../src/assist/conversation.ts";
import type { AssistEvent } from "../../src/assist/event.ts";
import { clientAddresses } from "../../src/base/client-address.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createDelivery } from "../../src/delivery/delivery.ts";
import {
  createAssets,
  MARKDOWN_ENTRY,
  PANEL_ENTRY,
  PANEL_LATER_ENTRY,
  WORDS_ENTRIES,
  wordsEntry,
} from "../../src/http/common/assets.ts";
import { manualPath, manualRoutes } from "../../src/http/common/manual.ts";
import { createDesktopTokens } from "../../src/http/panel/desktop-token.ts";
import { PANEL_PATH, type PanelOptions, panelRoutes } from "../../src/http/panel/panel.ts";
import { createPanelTickets } from "../../src/http/panel/ticket.ts";
import { serveHttp } from "../../src/http/server/serve.ts";
import { FEEDBACK_PATH } from "../../src/http/ui-connector/feedback.ts";
import { keptSummaryRoutes, SUMMARY_PATH } from "../../src/http/ui-connector/kept-summary.ts";
import { createDesktopServer } from "../../src/transports/socketio/desktop-server.ts";
import { createMemoryDeliveryLog } from "./memory-delivery-log.ts";
import { RecordingCallDirectory } from "./recording-call-directory.ts";
import { TEST_SETTINGS } from "./settings.ts";

export const PREVIEW_LAUNCH_KEY = "preview-launch-key";

export interface PanelPreview {
  /** Origin, without a slash at the end. */
  url: string;
  pageUrl(callId: string): string;
  conversationNameOf(callId: string): string;
  accept(...events: AssistEvent[]): Promise<void>;
  /** What the pages told about suggestions, in order. */
  feedback: PreviewFeedback[];
  setCallState(callId: string, view: object): void;
  /** Connected desktops. */
  desktopCount(): number;
  /** Cuts every desktop's connection, as a network does. */
  cutDesktops(): void;
  /** From now on no token is accepted or renewed, or again. */
  refuseTokens(isRefusing: boolean): void;
  close(): Promise<void>;
}

export interface PreviewFeedback {
  answerRecord: string;
  displayed: boolean;
  clicked: boolean;
  copied: boolean;
  verdict: string | null;
  reason: string | null;
  summary: { sections: { title: string; text: string }[] } | null;
  openedUris: string[];
  detail: string;
}

export interface PanelPreviewOptions {
  port?: number;
  clock?: Clock;
  panel?: Partial<PanelOptions>;
  /** Versions up to 3affee0 (26 November 2026) send all events in Google's form, whatever a page asks for. Default false. */
  isFormer?: boolean;
}

/** Bundled once, however many panels a file of stories starts. */
const assets = createAssets({
  entries: {
    ...{ panel: PANEL_ENTRY, "panel-later": PANEL_LATER_ENTRY, markdown: MARKDOWN_ENTRY },
    ...WORDS_ENTRIES,
  },
});

export function startPanelPreview(options: PanelPreviewOptions = {}): PanelPreview {
  const clock = options.clock ?? systemClock;
  const logger = createLogger("silent");
  const calls = new RecordingCallDirectory();
  const delivery = createDelivery({ log: createMemoryDeliveryLog(), calls, clock, logger });
  const secret = "only-for-the-preview-never-for-calls";
  const tokens = createDesktopTokens({
    secret,
    project: "preview",
    lifetimeMs: 3_600_000,
    clock,
  });
  const states = new Map<string, object>();
  const listeners = new Map<string, Set<(view: object | null) => void>>();
  let isRefusing = false;

  async function verified(token: string) {
    const claims = await tokens.verify(isRefusing ? "" : token);
    return { conversations: claims.conversations, expiresAtMs: claims.exp * 1000 };
  }
  const conversationNameOf = (callId: string) =>
    `projects/preview/locations/global/conversations/five9-${callId}`;

  const addresses = clientAddresses([]);
  const desktopServer = createDesktopServer({
    verifyToken: verified,
    delivery,
    callState: {
      ended: async () => null,
      watch: (callKey, listener) => {
        const known = listeners.get(callKey) ?? new Set();
        listeners.set(callKey, known.add(listener));
        listener(states.get(callKey) ?? null);
        return () => known.delete(listener);
      },
    },
    calls,
    corsOrigins: [],
    addresses,
    refusals: { note: () => {}, close: () => {} },
    guesses: { wrong: async () => 0 },
    clock,
    logger,
    limits: { maxDesktops: 100, maxPayloadBytes: 10_000, joinTimeoutMs: 5_000 },
  });
  if (options.isFormer) {
    desktopServer.io.on("connection", (socket) => {
      socket.use(([, , request], next) => {
        delete request?.form;
        next();
      });
    });
  }
  const feedback: PreviewFeedback[] = [];
  const app = new Hono();
  app.route("/", assets.routes);
  app.route("/", manualRoutes());
  app.post(FEEDBACK_PATH, async (context) => {
    const { items } = (await context.req.json()) as { items: PreviewFeedback[] };
    feedback.push(...items);
    return context.json({ written: items.map(({ answerRecord }) => answerRecord), refused: [], retry: [] });
  });
  const rules = { project: "preview", homeLocation: "global", locations: new Set(["global"]) };
  const verifyToken = (token: string) => tokens.verify(token);
  app.route("/", keptSummaryRoutes({ verifyToken, rules, intake: delivery, clock }));
  app.route(
    "/",
    panelRoutes({
      launchKey: PREVIEW_LAUNCH_KEY,
      access: "launch-key",
      feedbackPath: FEEDBACK_PATH,
      summaryPath: SUMMARY_PATH,
      conversationsOf: async (_source, callId) => {
        const name = conversationNameOf(callId);
        return { first: name, newest: name };
      },
      issueToken: (grant) => tokens.issue(grant),
      refreshToken: (token) => tokens.refresh(isRefusing ? "" : token),
      tickets: createPanelTickets({ secret, linkLifetimeMs: 60_000, clock }),
      scriptPath: () => assets.pathOf("panel"),
      wordsPath: (language) => assets.pathOf(wordsEntry(language)),
      laterPath: () => assets.pathOf("panel-later"),
      markdownPath: () => assets.pathOf("markdown"),
      logger,
      frameAncestors: TEST_SETTINGS.FRAME_ANCESTORS,
      uiModules: "own",
      uiModulesFiles: TEST_SETTINGS.UI_MODULES_FILES,
      publicPath: "",
      awaitMediaMs: 120_000,
      guidePath: manualPath("guides/troubleshooting.md#the-panel-stays-empty"),
      ...options.panel,
    }),
  );
  const serving = serveHttp({
    addresses,
    app,
    desktopServer,
    host: "127.0.0.1",
    port: options.port ?? 0,
    maxRequestBodyBytes: 10_000,
    clock,
    logger,
  });
  const url = `http://127.0.0.1:${serving.port}`;

  return {
    url,
    pageUrl: (callId) => `${url}${PANEL_PATH}?call_id=${callId}&launch_key=${PREVIEW_LAUNCH_KEY}`,
    conversationNameOf,
    feedback,
    accept: async (...events) => {
      for (const event of events) await delivery.accept(event);
    },
    setCallState: (callId, view) => {
      const callKey = conversationIdOf(conversationNameOf(callId));
      states.set(callKey, view);
      for (const listener of listeners.get(callKey) ?? []) listener(view);
    },
    desktopCount: () => desktopServer.count(),
    cutDesktops: () => desktopServer.engine.close(),
    refuseTokens: (isOn) => {
      isRefusing = isOn;
    },
    close: async () => {
      desktopServer.io.disconnectSockets(true);
      await desktopServer.close();
      await delivery.close();
      await serving.stop(1_000);
    },
  };
}
