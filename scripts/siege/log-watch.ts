/** Reads Sidetone's log during a siege: failures with a stack, lines per stranger, and secrets or strangers' words in it. */

export interface LogWatch {
  hear(line: string): void;
  /** Lines so far. */
  lines(): number;
  /** Lines of level error or fatal, each message once, with how often. */
  errors(): string[];
  /** Forbidden texts that were found, named and not shown. */
  leaks(): string[];
}

const ERROR_LEVEL = 50;
/** Of lines that are not the logger's: the runtime failed, or an uncaught error reached it. */
const RUNTIME_FAILED = /panic|segmentation|out of memory|error:|^\s+at /i;

/** `forbidden`: what a text is called, and the text. */
export function watchLog(forbidden: Readonly<Record<string, string>>): LogWatch {
  let lines = 0;
  const errors = new Map<string, number>();
  const leaks = new Set<string>();
  return {
    hear(line) {
      lines += 1;
      for (const [name, text] of Object.entries(forbidden)) if (line.includes(text)) leaks.add(name);
      const entry = read(line);
      const isError = entry === undefined ? RUNTIME_FAILED.test(line) : Number(entry.level) >= ERROR_LEVEL;
      if (!isError) return;
      const err = entry?.err as { message?: unknown; stack?: unknown } | undefined;
      const text =
        entry === undefined ? line.slice(0, 300) : `${String(entry.msg)}: ${String(err?.message ?? "")}`;
      const key = err?.stack === undefined ? text : `${text} (with a stack)`;
      errors.set(key, (errors.get(key) ?? 0) + 1);
    },
    lines: () => lines,
    errors: () => [...errors].map(([text, times]) => `${times} x ${text}`),
    leaks: () => [...leaks],
  };
}

function read(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // Not a line of the logger.
    return undefined;
  }
}
