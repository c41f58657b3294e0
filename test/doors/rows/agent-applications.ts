/** Where agents' own applications connect: the token is asked for by Socket.IO's handshake, not by HTTP. */
import type { HttpRow } from "../http-rows.ts";

const OPEN =
  "Engine.IO's handshake comes before Socket.IO's, which asks for the token: test/agent-applications";
const PATHS = ["/agentAssist/socket.io", "/agentAssist/socket.io/"];

export const AGENT_APPLICATION_ROWS: readonly HttpRow[] = PATHS.flatMap((path): HttpRow[] => [
  { route: `GET ${path}`, open: OPEN, answer: 400 },
  { route: `POST ${path}`, open: OPEN, body: {}, answer: 400 },
  { route: `OPTIONS ${path}`, method: "OPTIONS", open: "tells browsers which origins may poll", answer: 204 },
]);
