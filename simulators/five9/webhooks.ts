/**
 * The HTTP side of the simulated Five9: the subscription check, CTI events and MediaStream reports. Whether Five9 sends one
 * again that was refused is not documented. By default each is posted once, so that what is lost then is seen. The reports have a form of their own: one shared with the server would share its misreading.
 */

const POST_DEADLINE_MS = 60_000;
/** Shorter than the wait that is asked for, so that a played call does not take longer for it. */
const RETRY_PAUSE_MS = 500;

export interface WebhookOptions {
  /** For example http://127.0.0.1:8080. */
  httpBaseUrl: string;
  apiKey: string;
  /** A 503 that asks for another try gets one, until the deadline: what counts is the last answer. Default false. */
  takesAskingAgain?: boolean;
}

/** What a webhook was answered; status 0 when there was no answer. */
export interface WebhookAnswer {
  name: string;
  status: number;
}

export interface StreamReport {
  subscriptionId: string;
  callId: string;
  domainId: string;
  callLeg: string;
  status: string;
  failureType: string;
  failureDetail: string;
  destinationUrl: string;
  occurredOn: string;
}

/** The check Five9 makes before it saves a subscription: the JSON string of the answer, or undefined. */
export async function fetchTokenProof(httpBaseUrl: string): Promise<string | undefined> {
  const signal = AbortSignal.timeout(POST_DEADLINE_MS);
  const response = await fetch(new URL("/cti-call-event-destination/", httpBaseUrl), { signal });
  const proof: unknown = response.ok ? await response.json() : undefined;
  return typeof proof === "string" ? proof : undefined;
}

/**
 * A CTI event with the two variables that Google's reference implementation reads (mediastream-http/main.py). `more`: further
 * ones in the form of these two, Group.variable; which of Five9's call variables a domain attaches is not documented.
 */
export function postCti(
  options: WebhookOptions,
  callId: string,
  sessionId: string,
  more: Readonly<Record<string, string>> = {},
): Promise<WebhookAnswer> {
  const variables = { "Call.session_id": sessionId, "Call.call_id": callId, ...more };
  return post(options, "cti", "/cti-call-event-destination/", { payload: { attached_variables: variables } });
}

export function postStreamReport(options: WebhookOptions, report: StreamReport): Promise<WebhookAnswer> {
  const { subscriptionId, ...body } = report;
  const path = `/mediastream-event-destination/subscriptions/${encodeURIComponent(subscriptionId)}`;
  return post(options, `mediastream ${report.callLeg} ${report.status}`, path, body);
}

async function post(
  options: WebhookOptions,
  name: string,
  path: string,
  body: unknown,
): Promise<WebhookAnswer> {
  const signal = AbortSignal.timeout(POST_DEADLINE_MS);
  try {
    for (;;) {
      const response = await fetch(new URL(path, options.httpBaseUrl), {
        method: "POST",
        headers: { "content-type": "application/json", "X-F9-APIKEY": options.apiKey },
        body: JSON.stringify(body),
        signal,
      });
      await response.body?.cancel();
      const isAskedAgain = response.status === 503 && response.headers.has("retry-after");
      if (options.takesAskingAgain !== true || !isAskedAgain || signal.aborted)
        return { name, status: response.status };
      await Bun.sleep(RETRY_PAUSE_MS);
    }
  } catch {
    // Reported as status 0: the caller of the simulated call decides what that means.
    return { name, status: 0 };
  }
}
