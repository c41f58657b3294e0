/** The agent's panel over HTTP: the page for one call, and the renewal of its token. */
import { type Context, Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { secretCheck } from "../../base/secret.ts";
import type { PanelLanguage } from "../../contract/panel-languages.ts";
import { pageForm, pageResponder } from "../common/pages.ts";
import { type Refusal, RefusedError, refuseIn } from "../common/refusal.ts";
import { type LanguageWishes, pageLanguage } from "./language.ts";
import { expiredTicket, judgeLaunch, type LaunchCheck } from "./launch.ts";
import { linkRoutes } from "./link.ts";
import { panelDocument, type UiModulesSettings, uiModulesDocument } from "./page.ts";
import { pageHeaders } from "./policy.ts";
import { type RichTextOptions, richTextSettings } from "./rich-text-settings.ts";
import type { PanelTickets } from "./ticket.ts";

export const PANEL_PATH = "/agent-assist-ui-modules/";
const RENEWAL_PATH = "/agent-assist-ui-modules/token";

export interface PanelOptions extends RichTextOptions {
  /** What the connector in Five9 must send as `launch_key`; it lets the page in. Absent: no key does. */
  launchKey: string | undefined;
  /** See LaunchCheck. */
  access: LaunchCheck["access"];
  /** See LaunchCheck. */
  conversationsOf: LaunchCheck["conversationsOf"];
  /** Throws SidetoneError UNAUTHENTICATED if the session of `authTimeSeconds` has lasted its time. */
  issueToken(grant: { conversationName: string; authTimeSeconds?: number }): Promise<string>;
  /** Throws SidetoneError UNAUTHENTICATED for a token that may not be renewed. */
  refreshToken(token: string): Promise<string>;
  /** What a page's address has instead of the launch key. */
  tickets: PanelTickets;
  /** Path of the page's script. */
  scriptPath(): Promise<string>;
  /** Path of the script that the page loads once it is shown. */
  laterPath(): Promise<string>;
  /** Path of the script with a language's words. */
  wordsPath(language: PanelLanguage): Promise<string>;
  /** Path of the server that takes the agent's feedback on suggestions; none is sent without it. */
  feedbackPath?: string;
  /** Origins of pages around the frame that are told what the agent uses. Default: none. */
  hostOrigins?: readonly string[];
  /** Path of the server that keeps edited summaries; none can be edited without it. */
  summaryPath?: string;
  /** How long a call waits for its audio; then the page says that nothing comes. */
  awaitMediaMs: number;
  /** Path of the page that says what to check then, without the public path. */
  guidePath: string;
  logger: Logger;
  /** Who may show the page in a frame. */
  frameAncestors: string;
  /** "google" loads Google's UI Modules from its host. */
  uiModules: "own" | "google";
  /** See LanguageWishes; the browser's languages decide when left out. */
  language?: LanguageWishes["setting"];
  /** Kinds of suggestions to show, by UI Modules' names. Absent: all in the own page, none in Google's. */
  features?: readonly string[];
  /** Only for "google": UI Modules' files, each with its version. */
  uiModulesFiles?: readonly string[];
  /** For Google's page, and for questions to the knowledge base; none can be asked without it. */
  conversationProfileName?: string;
}

/** Makes the panel's routes; mount them at the root. */
export function panelRoutes(options: PanelOptions): Hono {
  if (options.launchKey === "") throw new SidetoneError("CONFIG_INVALID", "The panel's launch key is empty");
  const { launchKey } = options;
  const check = { ...options, isLaunchKey: launchKey === undefined ? () => false : secretCheck(launchKey) };
  return new Hono()
    .route("/", pageRoutes(options, check))
    .route("/", renewalRoutes(options))
    .route("/", linkRoutes({ ...check, pagePath: `${options.publicPath}${PANEL_PATH}` }));
}

function pageRoutes(options: PanelOptions, check: LaunchCheck): Hono {
  const { uiModules, frameAncestors, imageOrigins, logger } = options;
  const respond = pageResponder((nonce) =>
    pageHeaders({ nonce, frameAncestors, uiModules, ...(imageOrigins && { imageOrigins }) }),
  );

  async function servePage(context: Context): Promise<Response> {
    const query = new URL(context.req.url).searchParams;
    const { call, ...session } = await judgeLaunch(query, check);
    const { callId, conversationName } = call;
    const token = await options.issueToken({ conversationName, ...session }).catch((caught: unknown) => {
      // A page may be reloaded for as long as its session lasts.
      throw SidetoneError.from(caught).code === "UNAUTHENTICATED" ? expiredTicket() : caught;
    });
    const settings = {
      callId,
      conversationName,
      token,
      renewalUrl: `${options.publicPath}${RENEWAL_PATH}`,
      ticket: (await options.tickets.forPage(token)) ?? "",
      awaitMediaMs: options.awaitMediaMs,
      laterUrl: `${options.publicPath}${await options.laterPath()}`,
      guideUrl: `${options.publicPath}${options.guidePath}`,
      ...(options.features === undefined ? {} : { features: options.features }),
      ...doorsToDialogflow(options, conversationName),
      ...(await richTextSettings(options)),
      ...(options.feedbackPath === undefined
        ? {}
        : { feedbackUrl: `${options.publicPath}${options.feedbackPath}` }),
      ...(options.hostOrigins === undefined ? {} : { hostOrigins: options.hostOrigins }),
      ...(options.summaryPath === undefined
        ? {}
        : { keptSummaryUrl: `${options.publicPath}${options.summaryPath}` }),
    };
    if (uiModules === "google") {
      return respond(200, (nonce) =>
        uiModulesDocument({
          nonce,
          settings: googleSettings(settings, options),
          files: options.uiModulesFiles ?? [],
        }),
      );
    }
    const scriptPath = `${options.publicPath}${await options.scriptPath()}`;
    const chosen = pageLanguage({
      asked: query.get("language") ?? undefined,
      setting: options.language ?? "browser",
      accepted: context.req.header("accept-language"),
    });
    const wordsUrl = `${options.publicPath}${await options.wordsPath(chosen.language)}`;
    const language = { ...chosen, wordsUrl };
    return respond(200, (nonce) => panelDocument({ nonce, scriptPath, settings, language }));
  }

  const app = new Hono();
  app.onError(
    refuseIn(pageForm(respond), {
      failed: (error) => {
        logger.error({ code: error.code, err: error }, "panel page not served");
        return new RefusedError(error.code, RELOAD, {
          title: "The panel cannot be shown right now",
          retryable: true,
        });
      },
    }),
  );
  // Hono treats the two spellings as different paths; connectors are set up with either.
  app.get(PANEL_PATH, servePage);
  app.get(PANEL_PATH.slice(0, -1), servePage);
  return app;
}

function renewalRoutes({ refreshToken, tickets, logger }: PanelOptions): Hono {
  const app = new Hono();
  app.onError(
    refuseIn(messageResponse, {
      failed: (error) => {
        logger.error({ code: error.code, err: error }, "desktop token not renewed");
        return new RefusedError(error.code, "The token cannot be renewed right now.", { retryable: true });
      },
    }),
  );
  app.post(RENEWAL_PATH, async (context) => {
    const fresh = await refreshToken(context.req.header("authorization") ?? "");
    return context.json({ token: fresh, ticket: await tickets.forPage(fresh) }, 200, NO_STORE);
  });
  return app;
}

/** Where the page asks Dialogflow, through the proxy: its KnowledgeSearchDoor, and where summaries come from. */
function doorsToDialogflow(options: PanelOptions, conversationName: string): object {
  const { features, conversationProfileName: profileName, publicPath } = options;
  const isShown = (feature: string) => features?.includes(feature) !== false;
  const [parent = ""] = conversationName.split("/conversations/");
  const url = (resource: string, method: string) => `${publicPath}/v2beta1/${resource}/suggestions:${method}`;
  return {
    ...(profileName && isShown("KNOWLEDGE_SEARCH")
      ? { knowledgeSearch: { url: url(parent, "searchKnowledge"), profileName } }
      : {}),
    ...(isShown("CONVERSATION_SUMMARIZATION")
      ? { summaryUrl: url(conversationName, "suggestConversationSummary") }
      : {}),
  };
}

const NO_STORE = { "cache-control": "no-store" };

/** The form that Google's UI Modules read. */
function messageResponse({ status, detail }: Refusal): Response {
  const headers = { "content-type": "application/json", ...NO_STORE };
  return new Response(JSON.stringify({ message: detail }), { status, headers });
}

const RELOAD =
  "Reload the page in a moment. If this stays, the operator finds the reason in the server's log.";

function googleSettings(
  own: { conversationName: string; token: string; renewalUrl: string; ticket: string },
  options: PanelOptions,
): UiModulesSettings {
  return {
    conversationName: own.conversationName,
    token: own.token,
    renewalUrl: own.renewalUrl,
    publicPath: options.publicPath,
    ticket: own.ticket,
    features: (options.features ?? []).join(","),
    conversationProfileName: options.conversationProfileName ?? "",
  };
}
