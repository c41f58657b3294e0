/** Names of fields: `snake_case` in the protocol, `lowerCamelCase` in its JSON (proto3, JSON mapping). */

export function toCamelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
