/** What goes between calls and everybody else has to be plain data: it must come out of JSON text as it went in. */

/** The copy that arrives. Throws for what JSON would lose or change. */
export function asMessage<T>(message: T): T {
  const copy: T = JSON.parse(JSON.stringify(message));
  if (Bun.deepEquals(copy, message, true)) return copy;
  throw new Error(`JSON does not carry ${Bun.inspect(message)} as it is`);
}
