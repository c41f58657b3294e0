/** Headers of the panel's pages. Their policy allows itself only, or itself and what Google's UI Modules need. */

export interface PolicyOptions {
  nonce: string;
  frameAncestors: string;
  uiModules: "own" | "google";
  /** Only for "own": origins whose images a text may show. */
  imageOrigins?: readonly string[];
}

export function pageHeaders(options: PolicyOptions): Record<string, string> {
  return {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "permissions-policy": "clipboard-write=(self), camera=(), microphone=(), geolocation=()",
    "content-security-policy": contentSecurityPolicy(options),
  };
}

/** The value of the Content-Security-Policy header. */
export function contentSecurityPolicy({
  nonce,
  frameAncestors,
  uiModules,
  imageOrigins = [],
}: PolicyOptions): string {
  const directives: Record<string, string> =
    uiModules === "google" ? googleDirectives(nonce) : ownDirectives(nonce, imageOrigins);
  return Object.entries({
    ...directives,
    "base-uri": "'none'",
    "form-action": "'none'",
    "object-src": "'none'",
    "frame-ancestors": frameAncestors,
  })
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");
}

function ownDirectives(nonce: string, imageOrigins: readonly string[]): Record<string, string> {
  return {
    "default-src": "'none'",
    "script-src": `'self' 'nonce-${nonce}'`,
    "style-src": `'self' 'nonce-${nonce}'`,
    "connect-src": "'self'",
    "img-src": ["'self' data:", ...imageOrigins].join(" "),
    "font-src": "'self'",
  };
}

/** The modules are minified and style themselves inline, so styles cannot be held to a nonce. */
function googleDirectives(nonce: string): Record<string, string> {
  return {
    "default-src": "'none'",
    "script-src": `'self' 'nonce-${nonce}' https://www.gstatic.com`,
    "style-src": "'self' 'unsafe-inline' https://www.gstatic.com https://fonts.googleapis.com",
    "connect-src": "'self' https://www.gstatic.com",
    "img-src": "'self' data: https://www.gstatic.com",
    "font-src": "'self' data: https://fonts.gstatic.com https://www.gstatic.com",
  };
}
