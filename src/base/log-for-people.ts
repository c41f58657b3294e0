/** The log as a person reads it on a terminal: a line of text for each of pino's JSON lines, without stacks. */

const LEVELS: Readonly<Record<number, { name: string; color: string }>> = {
  10: { name: "trace", color: "2" },
  20: { name: "debug", color: "2" },
  30: { name: "info", color: "32" },
  40: { name: "warn", color: "33" },
  50: { name: "error", color: "31" },
  60: { name: "fatal", color: "1;31" },
};

export interface PeopleLogOptions {
  write(text: string): void;
  hasColors: boolean;
}

/** A destination for createLogger. */
export function forPeople({ write, hasColors }: PeopleLogOptions): { write(line: string): void } {
  const paint = (color: string, text: string) => (hasColors ? `\x1b[${color}m${text}\x1b[0m` : text);
  return {
    write(line) {
      const { level, time, msg, err, reason, ...fields } = JSON.parse(line) as Record<string, unknown>;
      const { name, color } = LEVELS[Number(level)] ?? { name: String(level), color: "0" };
      const cause = reason ?? (err as { message?: unknown } | undefined)?.message;
      const details = Object.entries(fields).map(([key, value]) => `  ${key}=${shown(value)}`);
      const text = `${String(msg)}${cause === undefined ? "" : `: ${String(cause)}`}`;
      const clock = paint("2", String(time).slice(11, 19));
      write(`${clock} ${paint(color, name.padEnd(5))} ${text}${paint("2", details.join(""))}\n`);
    },
  };
}

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
