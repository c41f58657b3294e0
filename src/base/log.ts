/** Structured logs: JSON lines on stdout, fixed message text, data in fields, never a caller's words or a secret. */
import pino from "pino";

export type Logger = pino.Logger;

/** Field paths that are blanked wherever they appear, as a second lock behind the rule above. */
const REDACTED_PATHS = [
  "token",
  "authorization",
  "apiKey",
  "secret",
  "*.token",
  "*.authorization",
  "*.apiKey",
  "*.secret",
];

/**
 * Only an error's own fields: client libraries attach commands, rows and requests to errors, and those may hold a caller's
 * words.
 */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code } = error as { code?: unknown };
  const isCode = typeof code === "string" || typeof code === "number";
  return { type, message, stack, ...(isCode ? { code } : {}) };
}

/** Makes the process's root logger; modules take a child of it. `level` is a pino level or "silent"; without a destination, stdout. */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: REDACTED_PATHS,
    serializers: { err: errorFields },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
