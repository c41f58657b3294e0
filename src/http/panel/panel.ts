/** The agent's panel over HTTP: the page for one call, and the renewal of its token. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { isId } from "../../base/text-safety.ts";
import type { CallSource } from "../../contract/call-ref.ts";
import { isFive9CallId } from "../../transports/five9/call-key.ts";
import { panelDocument, refusalDocument, type UiModulesSettings, uiModulesDocument } from "./page.ts";
import { contentSecurityPolicy } from "./policy.ts";

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
  const uiModules = options.uiModules ?? "own";
  const frameAncestors = options.frameAncestors ?? DEFAULT_FRAME_ANCESTORS;

  function respond(
    context: Context,
    status: 200 | 400 | 403 | 503,
    make: (nonce: string) => string,
  ): Response {
    const nonce = randomBytes(18).toString("base64");
    return context.html(make(nonce), status, {
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "permissions-policy": "clipboard-write=(self), camera=(), microphone=(), geolocation=()",
      "content-security-policy": contentSecurityPolicy({ nonce, frameAncestors, uiModules }),
    });
  }

  function refuse(context: Context, status: 400 | 403 | 503, title: string, paragraphs: string[]): Response {
    return respond(context, status, (nonce) => refusalDocument({ nonce, title, paragraphs }));
  }

  async function servePage(context: Context): Promise<Response> {
    const callId = context.req.query("call_id") ?? "";
    const launchKey = context.req.query("launch_key") ?? "";
    if (!isSameSecret(launchKey, options.launchKey)) {
      return refuse(context, 403, "This page was not opened from Five9", LAUNCH_KEY_HELP);
    }
    const source = sourceOf(context.req.query("source"));
    if (source === undefined || !IS_CALL_ID[source](callId)) {
      return refuse(context, 400, "Which call is this?", CALL_ID_HELP);
    }
    try {
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
        return respond(context, 200, (nonce) =>
          uiModulesDocument({ nonce, settings: googleSettings(settings, options) }),
        );
      }
      const scriptPath = await options.scriptPath();
      return respond(context, 200, (nonce) => panelDocument({ nonce, scriptPath, settings }));
    } catch (caught) {
      const error = SidetoneError.from(caught);
      options.logger.error({ code: error.code, err: error }, "panel page not served");
      return refuse(context, 503, "The panel cannot be shown right now", [
        "Reload the page in a moment. If this stays, the operator finds the reason in the server's log.",
      ]);
    }
  }

  const app = new Hono();
  // Hono treats the two spellings as different paths; connectors are set up with either.
  app.get(PANEL_PATH, servePage);
  app.get(PANEL_PATH.slice(0, -1), servePage);
  app.post(RENEWAL_PATH, async (context) => {
    context.header("cache-control", "no-store");
    const token = context.req.header("authorization") ?? "";
    try {
      if (token.length > MAX_TOKEN_CHARACTERS) {
        throw new SidetoneError("UNAUTHENTICATED", "Failed to parse your token.");
      }
      return context.json({ token: await options.refreshToken(token) });
    } catch (caught) {
      const error = SidetoneError.from(caught);
      if (error.code === "UNAUTHENTICATED") return context.json({ message: error.message }, 401);
      options.logger.error({ code: error.code, err: error }, "desktop token not renewed");
      return context.json({ message: "The token cannot be renewed right now." }, 503);
    }
  });
  return app;
}

const LAUNCH_KEY_HELP = [
  "The address of this page needs a key that only the connector in Five9 knows, so that nobody else can look into a call.",
  "For the administrator: in the Five9 connector that opens this page, add the parameter `launch_key` with the server's setting PANEL_LAUNCH_KEY, next to the parameter `call_id` with the variable `Call.call_id`.",
  "If the parameter is there, its value differs from the server's: copy it again, without spaces.",
];

const CALL_ID_HELP = [
  "The address of this page has no usable `call_id`.",
  "For the administrator: in the Five9 connector that opens this page, add the parameter `call_id` with the variable `Call.call_id`. It may hold letters, digits, `-` and `_`, at most 50 of them.",
  "For calls of AudioCodes VoiceAI Connect: add `source` with the value `audiocodes`, and `call_id` with the conversation's id (`vaigConversationId`), at most 200 characters.",
];

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
