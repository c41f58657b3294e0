/** Headers of the console's pages: nothing from another host, no framing, no referrer for other sites. */

/** `nonce` is on the page's style and script elements. */
export function pageHeaders(nonce: string): Record<string, string> {
  const directives = {
    "default-src": "'none'",
    "script-src": `'self' 'nonce-${nonce}'`,
    "style-src": `'self' 'nonce-${nonce}'`,
    "connect-src": "'self'",
    // Files an operator opens or saves are blobs of the page's own.
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
  };
  return {
    "cache-control": "no-store",
    "content-security-policy": Object.entries(directives)
      .map(([name, sources]) => `${name} ${sources}`)
      .join("; "),
    "permissions-policy": "clipboard-write=(self), camera=(), microphone=(), geolocation=()",
    // Not no-referrer: with it browsers send the Origin of a form as "null", and signing in needs the Origin.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}
