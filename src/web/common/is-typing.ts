/** Whether a key press is meant for a field, where a shortcut is a letter. */

const FIELDS = new Set<unknown>(["INPUT", "TEXTAREA", "SELECT"]);

export function isTyping(press: { composedPath(): readonly unknown[] }): boolean {
  const target = press.composedPath()[0] as { tagName?: unknown } | undefined;
  return FIELDS.has(target?.tagName);
}
