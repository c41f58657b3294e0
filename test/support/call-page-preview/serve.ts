/** Serves the call page alone with an invented call, under the console's own content policy. */

import { createAssets } from "../../../src/http/common/assets.ts";
import { contentSecurityPolicy } from "../../../src/http/panel/policy.ts";

export interface CallPagePreview {
  /** Origin, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

const ENTRY = Bun.fileURLToPath(new URL("./entry.ts", import.meta.url));
const NONCE = "call-page-preview";

/** Addresses: `/?call=troubled|ended|long&from=LINES&roles=view,act#line=N`. */
export async function serveCallPage(port = 0): Promise<CallPagePreview> {
  const assets = createAssets({ entries: { page: ENTRY } });
  const script = await assets.pathOf("page");
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": contentSecurityPolicy({
      nonce: NONCE,
      frameAncestors: "'none'",
      uiModules: "own",
    }),
  };
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Call page</title><link rel="icon" href="data:,"><style nonce="${NONCE}">body{margin:0}</style>
<script type="module" src="${script}"></script></head><body><call-preview-app></call-preview-app></body></html>`;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/assets/")) return assets.routes.fetch(request);
      return new Response(html, { headers });
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) };
}
