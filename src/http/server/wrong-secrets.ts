/** Around the whole HTTP side: requests with a wrong secret are counted by door, and beyond a few answered slowly. */
import type { WebSocketData } from "@socket.io/bun-engine";
import type { ClientAddresses } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import type { GuessThrottle } from "../../storage/guess-throttle.ts";
import type { RefusalKind, Refusals } from "../../telemetry/refusals.ts";
import { PUSH_DATA_TYPES } from "../../transports/pubsub/push.ts";
import { pathStartOf } from "./by-prefix.ts";
import type { FetchApp } from "./serve.ts";

export interface GuessingOptions {
  addresses: Pick<ClientAddresses, "of">;
  refusals: Refusals;
  throttle: GuessThrottle;
  clock: Clock;
}

/** How long an answer is held back, and how many at once: beyond, holding would cost more than answering. */
const HOLD_MS = 500;
const MAX_HELD = 50;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const CREDENTIAL_HEADERS = ["authorization", "x-f9-apikey", "x-api-key"];

/** By the beginning of the path; the first that fits. What stands nowhere here is the connector's. */
const DOORS: readonly (readonly [path: string, kind: RefusalKind])[] = [
  ["/cti-call-event-destination", "cti.key"],
  ["/mediastream-event-destination", "mediastream.key"],
  ["/agent-assist-ui-modules/token", "desktop.token"],
  ["/agent-assist-ui-modules", "panel.key"],
  ["/operators", "operator.token"],
  ["/metrics", "operator.token"],
  ["/audiocodes/bot-framework", "framework.token"],
  ["/audiocodes/bot", "bot.token"],
  ["/audiocodes/conversation", "bot.token"],
  ["/audiocodes/stream", "bot.token"],
  ["/audiocodes/", "framework.token"],
  ...PUSH_DATA_TYPES.map((dataType) => [`/${dataType}`, "push.token"] as const),
];
/** Doors that answer a wrong secret with 403: a page for a person, or a token for something else. */
const FORBIDDING: ReadonlySet<RefusalKind> = new Set(["panel.key", "push.token"]);
const SIGN_IN_PATH = "/operators/login";

/** The answers stay what they are, status and form: only the wrong ones come late and say when to try again. */
export function slowDownGuessers(app: FetchApp, options: GuessingOptions): FetchApp {
  const { addresses, refusals, throttle, clock } = options;
  let held = 0;

  async function slow(kind: RefusalKind, address: string, response: Response): Promise<Response> {
    refusals.note(kind);
    const retryAfterMs = await throttle.wrong(kind, address);
    if (retryAfterMs === 0) return response;
    response.headers.set("retry-after", String(Math.ceil(retryAfterMs / 1000)));
    if (held >= MAX_HELD) return response;
    held += 1;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, HOLD_MS));
    held -= 1;
    return response;
  }

  function judge(request: Request, response: Response): Response | Promise<Response> {
    const { status } = response;
    if (status !== UNAUTHORIZED && status !== FORBIDDEN) return response;
    const kind = wrongSecretOf(request, status);
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

/** Undefined where nothing secret was shown, or where somebody known asked for what is not theirs. */
function wrongSecretOf(request: Request, status: number): RefusalKind | undefined {
  const path = request.url.slice(pathStartOf(request.url));
  const kind = DOORS.find(([start]) => path.startsWith(start))?.[1] ?? "connector.token";
  if (path.startsWith(SIGN_IN_PATH)) return kind;
  if (status === FORBIDDEN) return FORBIDDING.has(kind) ? kind : undefined;
  return CREDENTIAL_HEADERS.some((name) => request.headers.has(name)) ? kind : undefined;
}
