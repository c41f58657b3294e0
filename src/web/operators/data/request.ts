/** One request to the server: the anti-forgery header, a deadline, and errors an operator can read. */

export interface RequestOptions {
  method?: "GET" | "POST";
  body?: unknown;
  deadlineMs?: number;
}

export interface Requester {
  /** Resolves with the JSON of a 2xx answer; rejects with ApiError. */
  request<T>(path: string, options?: RequestOptions): Promise<T>;
}

export interface RequesterOptions {
  csrfToken: string;
  /** The session is over: nothing but the login page helps. */
  onSignedOut: () => void;
  fetch?: (path: string, init: RequestInit) => Promise<Response>;
  pause?: (ms: number) => Promise<void>;
}

const DEADLINE_MS = 10_000;
/** How often a question is asked again where the server said that it can be, and how long that is waited for at most. */
const MOST_REPEATS = 2;
const LONGEST_PAUSE_MS = 3_000;
const CSRF_HEADER = "x-sidetone-csrf";

/** `status` is 0 if no answer came; `code` is one of docs/reference/errors.md, or "" if the answer had none. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

export function createRequester(options: RequesterOptions): Requester {
  const send = options.fetch ?? ((path, init) => fetch(path, init));
  const pause = options.pause ?? ((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)));

  /** What only reads is asked again where the server is busy for a moment; what acts is left to the operator. */
  async function ask(path: string, init: RequestInit): Promise<Response> {
    for (let repeats = 0; ; repeats += 1) {
      const response = await send(path, init);
      const pauseMs = pauseBeforeRepeat(response);
      if (init.method !== "GET" || pauseMs === undefined || repeats === MOST_REPEATS) return response;
      await response.body?.cancel();
      await pause(pauseMs);
    }
  }

  return {
    request: async <T>(
      path: string,
      { method = "GET", body, deadlineMs = DEADLINE_MS }: RequestOptions = {},
    ) => {
      const headers: Record<string, string> = { accept: "application/json" };
      if (method === "POST") headers[CSRF_HEADER] = options.csrfToken;
      if (body !== undefined) headers["content-type"] = "application/json";
      const init: RequestInit = {
        method,
        headers,
        credentials: "same-origin",
        // A session that ended must be seen as such, not followed to the login page.
        redirect: "manual",
        signal: AbortSignal.timeout(deadlineMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const response = await ask(path, init).catch((caught: unknown) => {
        throw unreachable(caught, deadlineMs);
      });
      if (response.status === 401 || response.type === "opaqueredirect") {
        options.onSignedOut();
        throw new ApiError("You are signed out.", 401, "UNAUTHENTICATED");
      }
      if (!response.ok) throw await problemOf(response);
      try {
        return (await response.json()) as T;
      } catch (caught) {
        if (isTimeout(caught)) throw unreachable(caught, deadlineMs);
        throw new ApiError("The server's answer cannot be read.", response.status, "");
      }
    },
  };
}

/** Undefined where the server does not say that another try may help. */
function pauseBeforeRepeat({ status, headers }: Response): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return status === 503 && seconds >= 0 ? Math.min(seconds * 1_000, LONGEST_PAUSE_MS) : undefined;
}

/** What to tell an operator about anything that was thrown. */
export function messageOf(caught: unknown): string {
  return caught instanceof Error && caught.message !== "" ? caught.message : "Something went wrong.";
}

function isTimeout(caught: unknown): boolean {
  return caught instanceof DOMException && caught.name === "TimeoutError";
}

function unreachable(caught: unknown, deadlineMs: number): ApiError {
  return isTimeout(caught)
    ? new ApiError(`The server did not answer within ${deadlineMs / 1_000} s.`, 0, "DEADLINE_EXCEEDED")
    : new ApiError("The server cannot be reached.", 0, "UPSTREAM_UNAVAILABLE");
}

/** Reads application/problem+json; other bodies leave the status to speak for itself. */
async function problemOf(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => undefined);
  const { detail, title, code } = (problem ?? {}) as Record<string, unknown>;
  const text = [detail, title].find((part): part is string => typeof part === "string" && part !== "");
  return new ApiError(
    text ?? `The server answered with status ${response.status}.`,
    response.status,
    typeof code === "string" ? code : "",
  );
}
