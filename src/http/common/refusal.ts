/** One way to refuse: handlers throw, and the error's code decides what their clients get, in any form. */
import type { ErrorHandler } from "hono";
import { type ErrorCode, SidetoneError } from "../../base/errors.ts";

/** What a client gets. A feature's form puts it into a problem, a `{message}`, a text or a page. */
export interface Refusal {
  status: number;
  code: ErrorCode;
  /** Short, the same for every occurrence. */
  title: string;
  /** About this occurrence: no secret, nothing the caller sent. */
  detail: string;
  headers: Record<string, string>;
}

export type RefusalForm = (refusal: Refusal) => Response | Promise<Response>;

/** How one feature words what the table says for all. */
export interface RefusalWords {
  titles?: Partial<Record<ErrorCode, string>>;
  /** Title of everything that is not the request's fault. */
  failureTitle?: string;
  /** With each 503. */
  retryAfterS?: number;
  /** WWW-Authenticate with each 401. */
  challenge?: string;
  /** Words and logs an internal failure. Without it failures reach the application's handler. */
  failed?(error: SidetoneError): RefusedError;
}

/** A refusal with a special status, title or headers. */
export class RefusedError extends SidetoneError {
  readonly status: number | undefined;
  readonly title: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    detail: string,
    options: {
      status?: number;
      title?: string;
      headers?: Record<string, string>;
      retryable?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(code, detail, options);
    this.status = options.status;
    this.title = options.title;
    this.headers = options.headers ?? {};
  }
}

const FAILED = "Request failed";
const FAILURE_DETAIL = "The request could not be served; the log says why.";

/** The status for requests that must not be repeated unchanged; for the others it is 503. */
const TABLE: Readonly<Record<ErrorCode, readonly [status: number, title: string]>> = {
  PROTOCOL_VIOLATION: [400, "The request is malformed"],
  UNAUTHENTICATED: [401, "The token is missing or wrong"],
  FORBIDDEN: [403, "Not allowed"],
  NOT_FOUND: [404, "Not found"],
  CONFLICT: [409, "Not possible now"],
  LIMIT_EXCEEDED: [413, "The body is too large"],
  CONFIG_INVALID: [500, FAILED],
  STORAGE_FAILED: [500, FAILED],
  INTERNAL: [500, FAILED],
  UPSTREAM_REFUSED: [502, FAILED],
  UPSTREAM_UNAVAILABLE: [502, FAILED],
  SHUTTING_DOWN: [503, FAILED],
  DEADLINE_EXCEEDED: [504, FAILED],
};
const UNAUTHORIZED = 401;
const UNAVAILABLE = 503;
const FIRST_FAILURE = 500;
const RETRY_AFTER_S = 5;

/** What to answer. The message of an internal failure is for the log, unless the client may try again. */
export function refusalOf(error: SidetoneError, words: RefusalWords = {}): Refusal {
  const { code, message, retryable } = error;
  const own = error instanceof RefusedError ? error : undefined;
  const [usual, title] = retryable ? [UNAVAILABLE, FAILED] : TABLE[code];
  const status = own?.status ?? usual;
  const isFailure = status >= FIRST_FAILURE;
  const wording = isFailure ? words.failureTitle : words.titles?.[code];
  const isSecret = isFailure && !retryable && own === undefined;
  return {
    status,
    code,
    title: own?.title ?? wording ?? title,
    detail: isSecret ? FAILURE_DETAIL : message,
    headers: { ...standardHeaders(status, words), ...own?.headers },
  };
}

/** What to answer to an unexpected error: only whether to try again. */
export function failureOf({ code, retryable }: SidetoneError): Refusal {
  const status = retryable ? UNAVAILABLE : FIRST_FAILURE;
  const headers: Record<string, string> = retryable ? { "retry-after": String(RETRY_AFTER_S) } : {};
  return { status, code, title: FAILED, detail: FAILURE_DETAIL, headers };
}

function standardHeaders(status: number, { challenge, retryAfterS }: RefusalWords): Record<string, string> {
  if (status === UNAUTHORIZED && challenge !== undefined) return { "www-authenticate": challenge };
  if (status === UNAVAILABLE && retryAfterS !== undefined) return { "retry-after": String(retryAfterS) };
  return {};
}

/** Answers all errors of a group of routes in one form; set it as the group's `onError` before mounting the group. */
export function refuseIn(form: RefusalForm, words: RefusalWords = {}): ErrorHandler {
  return (caught) => {
    const error = SidetoneError.from(caught);
    const refusal = refusalOf(error, words);
    if (refusal.status < FIRST_FAILURE || error instanceof RefusedError) return form(refusal);
    if (words.failed === undefined) throw caught;
    return form(refusalOf(words.failed(error), words));
  };
}
