/** For development: a page with Stately's inspector, and the WebSocket it is fed from. Same machine only. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { Hono } from "hono";
import type { StatelyFeed } from "../../operators/inspector/stately-feed.ts";
import { isSameOrigin } from "../../operators/same-origin.ts";
import { type SocketOwner, type SocketPeer, upgradeFor } from "../common/owned-sockets.ts";
import { pageResponder } from "../common/pages.ts";
import { problemResponse } from "../common/problem.ts";
import { RefusedError, refuseIn } from "../common/refusal.ts";

const PAGE_PATH = "/stately-inspector";
const SOCKET_PATH = `${PAGE_PATH}/socket`;
const INSPECTOR_ORIGIN = "https://stately.ai";
const TRY_AGAIN_LATER = 1013;

const respond = pageResponder((nonce) => ({
  "cache-control": "no-store",
  "content-security-policy": policy(nonce),
}));

type Env = { Bindings: { server: Bun.Server<WebSocketData> } };

export function statelyInspectorRoutes(feed: StatelyFeed): Hono {
  const app = new Hono<Env>();
  app.onError(refuseIn(problemResponse));
  app.get(PAGE_PATH, () => respond(200, page));
  app.get(SOCKET_PATH, (context) => {
    const { headers } = context.req.raw;
    // Programs send no Origin; a page of another site does, and a browser would let it connect.
    if (headers.get("origin") !== null && !isSameOrigin(headers)) {
      const detail = "Only this server's own page may watch.";
      throw new RefusedError("FORBIDDEN", detail, { title: "Not for other sites" });
    }
    if (upgradeFor(context.env.server, context.req.raw, ownerOf(feed))) return new Response(null);
    const detail = "This is a WebSocket's address.";
    throw new RefusedError("PROTOCOL_VIOLATION", detail, { title: "Not a handshake" });
  });
  return app as unknown as Hono;
}

function ownerOf(feed: StatelyFeed): SocketOwner {
  let end: (() => void) | null = null;
  return {
    opened(peer: SocketPeer) {
      end = feed.open((text) => peer.send(text));
      if (end === null) peer.close(TRY_AGAIN_LATER, "too many inspectors");
    },
    // Messages of inspectors are ignored.
    heard: () => {},
    closed: () => end?.(),
  };
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    `frame-src ${INSPECTOR_ORIGIN}`,
    "frame-ancestors 'none'",
  ].join("; ");
}

/** As the page of the package's own `createInspectorServer`: what comes before the inspector is ready waits for it. */
function page(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Sidetone's actors in Stately's inspector</title>
<style nonce="${nonce}">html,body,iframe{height:100%;width:100%;margin:0;border:0;display:block}</style>
</head>
<body>
<iframe title="Stately's inspector" src="${INSPECTOR_ORIGIN}/inspect"></iframe>
<script nonce="${nonce}">
const frame = document.querySelector("iframe");
const waiting = [];
let isReady = false;
const pass = (message) => frame.contentWindow.postMessage(message, "${INSPECTOR_ORIGIN}");
addEventListener("message", ({ data, origin }) => {
  if (origin !== "${INSPECTOR_ORIGIN}" || data?.type !== "@statelyai.connected") return;
  isReady = true;
  for (const message of waiting.splice(0)) pass(message);
});
const socket = new WebSocket(new URL("${SOCKET_PATH}", location.href.replace(/^http/, "ws")));
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (isReady) pass(message);
  else if (waiting.push(message) > 1000) waiting.shift();
};
</script>
</body>
</html>
`;
}
