/** Names for what a page begins; also where it is not served over TLS, as `crypto.randomUUID` would need. */

/** 32 hexadecimal digits. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
