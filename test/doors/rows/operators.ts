/** The operators' sign-in, API and page. */
import type { HttpRow } from "../http-rows.ts";
import { CALL_ID } from "../token-schemes.ts";

const API = "/operators/api";
const CALL = `/calls/five9-${CALL_ID}`;

const look = (end: string, path = end): HttpRow => ({
  route: `GET ${API}${end}`,
  path: `${API}${path}`,
  scheme: "operator",
  right: 200,
});
const act = (end: string, path: string, right: number, body: Record<string, unknown> = {}): HttpRow => ({
  route: `POST ${API}${end}`,
  path: `${API}${path}`,
  scheme: "operatorWhoActs",
  body,
  right,
});

export const OPERATOR_ROWS: readonly HttpRow[] = [
  { route: "GET /operators/login", open: "the form that asks for the token", answer: 200 },
  {
    route: "POST /operators/login",
    path: "/operators/login",
    open: "takes the token itself; guessing is slowed down. A form without one is refused",
    answer: 403,
  },
  { route: "POST /operators/logout", scheme: "operatorSession", right: 200 },
  { route: `ALL ${API}/*`, path: `${API}/no-such-path`, scheme: "operator", right: 404 },
  look("/schema"),
  look("/calls"),
  look("/trends"),
  look("/calls/:callKey", CALL),
  look("/calls/:callKey/transcript", `${CALL}/transcript`),
  look("/calls/:callKey/bundle", `${CALL}/bundle`),
  look("/session"),
  look("/instance"),
  look("/event-sources"),
  look("/rejected-events"),
  look("/jobs"),
  look("/audit"),
  act("/calls/search", "/calls/search", 400, { number: "" }),
  act("/calls/:callKey/reveal", `${CALL}/reveal`, 200),
  // The right key is shown with requests that are wrong otherwise: the call has to live on, and the server too.
  act("/calls/:callKey/actions", `${CALL}/actions`, 400, { action: "none" }),
  act("/calls/:callKey/erase", "/calls/five9-none/erase", 404),
  act("/jobs/:queue/:jobId/retry", "/jobs/none/1/retry", 404),
  act("/jobs/:queue/:jobId/discard", "/jobs/none/1/discard", 404),
  act("/jobs/:queue/retry", "/jobs/none/retry", 404, { kind: "none" }),
  act("/jobs/:queue/discard", "/jobs/none/discard", 404, { kind: "none" }),
  act("/instances/:instance/drain", "/instances/none/drain", 404),
  act("/drain", "/drain", 400, { reason: 1 }),
  {
    route: "GET /operators/calls/:callKey/panel",
    path: `/operators${CALL}/panel`,
    scheme: "operatorWhoSupervises",
    refusal: 303,
    right: 200,
  },
  { route: "GET /operators", open: "leads to the page below", answer: 308 },
  { route: "GET /operators/*", path: "/operators/", scheme: "operator", refusal: 303, right: 200 },
  {
    route: "GET /stately-inspector",
    open: "for development: off by default, and only on this machine's own address",
    answer: 200,
  },
  {
    route: "GET /stately-inspector/socket",
    open: "for development: off by default, and only on this machine's own address. No handshake: 400",
    answer: 400,
  },
];
