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

/** Makes the process's root logger; modules take a child of it. `level` is a pino level or "silent". */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: REDACTED_PATHS });
}
