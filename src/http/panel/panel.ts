/** The agent's panel over HTTP: the page for one call, and the renewal of its token. */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { isId } from "../../base/text-safety.ts";
import type { CallSource } from "../../contract/call-ref.ts";
import { isFive9CallId } from "../../transports/five9/call-key.ts";
import { pageForm, pageResponder } from "../shared/pages.ts";
import { type Refusal, RefusedError, refuseIn } from "../shared/refusal.ts";
import { panelDocument, type UiModulesSettings, uiModulesDocument } from "./page.ts";
import { pageHeaders } from "./policy.ts";

export const PANEL_PATH = "/agent-assist-ui-modules/";
const RENEWAL_PATH = "/agent-assist-ui-modules/token";
/** Five9's ids as they become part of a conversation's name; VoiceAI Connect's as it makes them. */
const IS_CALL_ID: Readonly<Record<CallSource, (callId: string) => boolean>> = {
  five9: isFive9CallId,
  audiocodes: (callId) => isId(callId, 200),
};
/** A token of ours is well under 1 kB; anything near this is not one. */
const MAX_TOKEN_CHARACTERS = 4_096;

export interface PanelOptions {
  /** What the connector in Five9 must send as `launch_key`; it lets the page in. */
  launchKey: string;
  /** The conversation's full name for a call id of that source. */
  conversationNameOf(source: CallSource, callId: string): string;
  issueToken(grant: { conversationName: string }): Promise<string>;
  /** Throws SidetoneError UNAUTHENTICATED for a token that may not be renewed. */
  refreshToken(token: string): Promise<string>;
  /** Path of our page's script. */
  scriptPath(): Promise<string>;
  /** Path of the server that takes the agent's feedback on suggestions; none is sent without it. */
  feedbackPath?: string;
  logger: Logger;
  /** Who may show the page in a frame. */
  frameAncestors?: string;
  /** "own" (default) or "google", which loads Google's UI Modules from its host. */
  uiModules?: "own" | "google";
  /** UI Modules feature names, comma-separated; only for "google". */
  features?: string;
  /** Only for "google". */
  conversationProfileName?: string;
}

const DEFAULT_FRAME_ANCESTORS = "https://*.five9.com 'self'";

/** Makes the panel's routes; mount them at the root. */
export function panelRoutes(options: PanelOptions): Hono {
  if (options.launchKey === "") throw new SidetoneError("CONFIG_INVALID", "The panel's launch key is empty");
  return new Hono().route("/", pageRoutes(options)).route("/", renewalRoutes(options));
}

function pageRoutes(options: PanelOptions): Hono {
  const { uiModules = "own", frameAncestors = DEFAULT_FRAME_ANCESTORS, logger } = options;
  const respond = pageResponder((nonce) => pageHeaders({ nonce, frameAncestors, uiModules }));

  async function servePage(context: Context): Promise<Response> {
    const callId = context.req.query("call_id") ?? "";
    const launchKey = context.req.query("launch_key") ?? "";
    if (!isSameSecret(launchKey, options.launchKey)) {
      throw new RefusedError("FORBIDDEN", LAUNCH_KEY_HELP, { title: "This page was not opened from Five9" });
    }
    const source = sourceOf(context.req.query("source"));
    if (source === undefined || !IS_CALL_ID[source](callId)) {
      throw new RefusedError("PROTOCOL_VIOLATION", CALL_ID_HELP, { title: "Which call is this?" });
    }
    const conversationName = options.conversationNameOf(source, callId);
    const token = await options.issueToken({ conversationName });
    const settings = {
      callId,
      conversationName,
      token,
      renewalUrl: RENEWAL_PATH,
      ...(options.feedbackPath === undefined ? {} : { feedbackUrl: options.feedbackPath }),
    };
    if (uiModules === "google") {
      return respond(200, (nonce) =>
        uiModulesDocument({ nonce, settings: googleSettings(settings, options) }),
      );
    }
    const scriptPath = await options.scriptPath();
    return respond(200, (nonce) => panelDocument({ nonce, scriptPath, settings }));
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

function renewalRoutes({ refreshToken, logger }: PanelOptions): Hono {
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
    const token = context.req.header("authorization") ?? "";
    if (token.length > MAX_TOKEN_CHARACTERS) {
      throw new SidetoneError("UNAUTHENTICATED", "Failed to parse your token.");
    }
    return context.json({ token: await refreshToken(token) }, 200, NO_STORE);
  });
  return app;
}

const NO_STORE = { "cache-control": "no-store" };

/** The form that Google's UI Modules read. */
function messageResponse({ status, detail }: Refusal): Response {
  const headers = { "content-type": "application/json", ...NO_STORE };
  return new Response(JSON.stringify({ message: detail }), { status, headers });
}

const RELOAD =
  "Reload the page in a moment. If this stays, the operator finds the reason in the server's log.";

const LAUNCH_KEY_HELP = [
  "The address of this page needs a key that only the connector in Five9 knows, so that nobody else can look into a call.",
  "For the administrator: in the Five9 connector that opens this page, add the parameter `launch_key` with the server's setting PANEL_LAUNCH_KEY, next to the parameter `call_id` with the variable `Call.call_id`.",
  "If the parameter is there, its value differs from the server's: copy it again, without spaces.",
].join("\n");

const CALL_ID_HELP = [
  "The address of this page has no usable `call_id`.",
  "For the administrator: in the Five9 connector that opens this page, add the parameter `call_id` with the variable `Call.call_id`. It may hold letters, digits, `-` and `_`, at most 50 of them.",
  "For calls of AudioCodes VoiceAI Connect: add `source` with the value `audiocodes`, and `call_id` with the conversation's id (`vaigConversationId`), at most 200 characters.",
].join("\n");

/** Calls are Five9's unless the address says otherwise; undefined for a source nobody knows. */
function sourceOf(given: string | undefined): CallSource | undefined {
  if (given === undefined || given === "five9") return "five9";
  return given === "audiocodes" ? given : undefined;
}

function googleSettings(
  own: { conversationName: string; token: string; renewalUrl: string },
  options: PanelOptions,
): UiModulesSettings {
  return {
    conversationName: own.conversationName,
    token: own.token,
    renewalUrl: own.renewalUrl,
    features: options.features ?? "",
    conversationProfileName: options.conversationProfileName ?? "",
  };
}

/** Compares hashes, so that neither the time taken nor the length tells anything about the secret. */
function isSameSecret(given: string, expected: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
