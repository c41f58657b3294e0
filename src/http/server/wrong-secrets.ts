/** Around the whole HTTP side: requests with a wrong secret are counted by door, and beyond a few answered slowly. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { ASSIST_DATA_TYPES } from "../../assist/google-notification.ts";
import type { ClientAddresses } from "../../base/client-address.ts";
import { sessionTextOf } from "../../operators/session-cookie.ts";
import type { Guesses } from "../../telemetry/guesses.ts";
import type { RefusalKind } from "../../telemetry/refusals.ts";
import { pathStartOf } from "./by-prefix.ts";
import type { FetchApp } from "./serve.ts";

export interface GuessingOptions {
  addresses: Pick<ClientAddresses, "of">;
  guesses: Guesses;
  /** In which an identity proxy vouches for operators, where there is one. */
  proxyHeader?: string | undefined;
  /** In which Five9 shows its key. */
  keyHeaders: readonly string[];
}

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const SEE_OTHER = 303;

/** By the beginning of the path; the first that fits. All other paths are the connector's. */
const DOORS: readonly (readonly [path: string, kind: RefusalKind])[] = [
  ["/cti-call-event-destination", "cti.key"],
  ["/mediastream-event-destination", "mediastream.key"],
  ["/agent-assist-ui-modules/token", "desktop.token"],
  ["/agent-assist-ui-modules/feedback", "desktop.token"],
  ["/agent-assist-ui-modules/summary", "desktop.token"],
  ["/agent-assist-ui-modules", "panel.key"],
  ["/operators", "operator.token"],
  ["/metrics", "operator.token"],
  ["/audiocodes/bot-framework", "framework.token"],
  ["/audiocodes/bot", "bot.token"],
  ["/audiocodes/conversation", "bot.token"],
  ["/audiocodes/stream", "bot.token"],
  ["/audiocodes/", "framework.token"],
  ...ASSIST_DATA_TYPES.map((dataType) => [`/${dataType}`, "push.token"] as const),
];
/** Doors that answer a wrong secret with 403: a page for a person, or a token for something else. */
const FORBIDDING: ReadonlySet<RefusalKind> = new Set(["panel.key", "push.token"]);
const SIGN_IN_PATH = "/operators/login";
/** Takes its secret in the body. */
const APP_PATH = "/register-app";

/** The answers stay what they are, status and form: only the wrong ones come late and say when to try again. */
export function slowDownGuessers(app: FetchApp, options: GuessingOptions): FetchApp {
  const { addresses, guesses } = options;

  async function slow(kind: RefusalKind, address: string, response: Response): Promise<Response> {
    const retryAfterMs = await guesses.wrong(kind, address);
    if (retryAfterMs > 0) response.headers.set("retry-after", String(Math.ceil(retryAfterMs / 1000)));
    return response;
  }

  function judge(request: Request, response: Response): Response | Promise<Response> {
    const { status } = response;
    if (status !== UNAUTHORIZED && status !== FORBIDDEN && status !== SEE_OTHER) return response;
    const kind = wrongSecretOf(request, response, options);
    return kind === undefined ? response : slow(kind, addresses.of(request), response);
  }

  return {
    fetch(request: Request, env: { server: Bun.Server<WebSocketData> }) {
      const answer = app.fetch(request, env);
      return answer instanceof Promise
        ? answer.then((response) => judge(request, response))
        : judge(request, answer);
    },
  };
}

/** Undefined if no secret was shown, or if a known client asked for something beyond its rights. */
function wrongSecretOf(
  request: Request,
  response: Response,
  { proxyHeader, keyHeaders }: Pick<GuessingOptions, "proxyHeader" | "keyHeaders">,
): RefusalKind | undefined {
  const { status } = response;
  const path = request.url.slice(pathStartOf(request.url));
  const kind = DOORS.find(([start]) => path.startsWith(start))?.[1] ?? "connector.token";
  if (status === SEE_OTHER) {
    const isLedToSignIn =
      request.method === "GET" && response.headers.get("location")?.includes(SIGN_IN_PATH);
    return isLedToSignIn && showsOperator(request.headers, proxyHeader) ? kind : undefined;
  }
  if (path.startsWith(SIGN_IN_PATH)) return kind;
  if (status === FORBIDDEN) return FORBIDDING.has(kind) ? kind : undefined;
  const hasHeader = (name: string) => request.headers.has(name);
  const isShown = hasHeader("authorization") || keyHeaders.some(hasHeader) || path.startsWith(APP_PATH);
  const isOperator = kind === "operator.token" && showsOperator(request.headers, proxyHeader);
  return isShown || isOperator ? kind : undefined;
}

/** Besides a bearer token an operator has a session's cookie, or a proxy's word. */
function showsOperator(headers: Headers, proxyHeader: string | undefined): boolean {
  if (headers.has("authorization") || sessionTextOf(headers) !== null) return true;
  return proxyHeader !== undefined && headers.has(proxyHeader);
}
