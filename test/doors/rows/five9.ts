/** Five9's webhooks, and what everybody may ask a server for. */
import type { HttpRow } from "../http-rows.ts";
import { CALL_ID } from "../token-schemes.ts";

const CTI = { payload: { attached_variables: { "Call.call_id": CALL_ID, "Call.session_id": "s-1" } } };
const REPORT = { callId: "300000000000009", domainId: "1001", callLeg: "Agent", status: "STREAMING" };
const EVENTS = "/mediastream-event-destination";
const UNPROVED = {
  answer: 200,
  reason:
    "Five9 is not known to send its key with these events (FIVE9_EVENTS_KEY=required asks for it); without one they are marked as unproved and bounded",
};
const PROOF =
  "Five9 asks for the trust token's SHA-256 before it saves a subscription; it does not reveal the token";

export const FIVE9_ROWS: readonly HttpRow[] = [
  { route: "GET /docs/*", path: "/docs/limits.md", open: "the documents, as in the repository", answer: 200 },
  { route: "GET /", open: "liveness as Google's integration answers it", answer: 200 },
  { route: "GET /healthz", open: "an orchestrator asks without a key", answer: 200 },
  { route: "GET /readyz", open: "an orchestrator asks without a key", answer: 200 },
  { route: "GET /metrics", scheme: "bearerOperator", right: 200 },
  { route: "GET /cti-call-event-destination", open: PROOF, answer: 200 },
  { route: "GET /cti-call-event-destination/", open: PROOF, answer: 200 },
  { route: "POST /cti-call-event-destination", scheme: "apiKey", body: CTI, right: 200 },
  { route: "POST /cti-call-event-destination/", scheme: "apiKey", body: CTI, right: 200 },
  ...["", "/", "/subscriptions", "/subscriptions/", "/subscriptions/:id", "/subscriptions/:id/"].map(
    (end): HttpRow => ({
      route: `POST ${EVENTS}${end}`,
      path: `${EVENTS}${end.replace(":id", "4001")}`,
      scheme: "apiKeyIfAny",
      body: REPORT,
      withoutKey: UNPROVED,
      right: 200,
    }),
  ),
];
