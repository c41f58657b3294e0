/** The description of the operators' API: each path with the JSON Schemas of its input and output. */
import { z } from "zod";
import { callActionSchema, sessionSchema } from "../../contract/access.ts";
import { bundleSchema } from "../../contract/bundle.ts";
import { callDetailSchema, maskedSchema, revealedSchema } from "../../contract/call-detail.ts";
import { callListSchema } from "../../contract/call-summary.ts";
import { callMessageSchema, callsMessageSchema, instanceMessageSchema } from "../../contract/feed.ts";
import {
  auditPageSchema,
  drainSchema,
  erasureSchema,
  eventSourcesSchema,
  instanceReportSchema,
  jobKindSchema,
  jobsOutcomeSchema,
  jobsSchema,
  outcomeSchema,
  rejectedEventsSchema,
} from "../../contract/operations.ts";
import { trendsSchema } from "../../contract/trends.ts";
import { auditQuery, bundleQuery, callSearch, callsQuery, jobsQuery, trendsQuery } from "./queries.ts";

interface Described {
  does: string;
  role: "view" | "reveal" | "act";
  query?: z.ZodObject;
  body?: z.ZodType;
  gives: z.ZodType;
}

/** Below /operators/api. */
export const OPERATOR_API: Readonly<Record<string, Described>> = {
  "GET /session": { does: "Who is asking, with which rights", role: "view", gives: sessionSchema },
  "GET /calls": {
    does: "Live calls first, then kept ones, newest first; filters combine",
    role: "view",
    query: callsQuery,
    gives: callListSchema,
  },
  "POST /calls/search": {
    does: "Calls with a party's phone number, live and kept, newest first; filters combine; audited without the number",
    role: "reveal",
    body: callSearch,
    gives: callListSchema,
  },
  "GET /calls/:callKey": {
    does: "Everything about one call but words",
    role: "view",
    gives: callDetailSchema,
  },
  "GET /calls/:callKey/transcript": {
    does: "Who spoke when and how much was suggested, without words",
    role: "view",
    gives: maskedSchema,
  },
  "POST /calls/:callKey/reveal": {
    does: "What was said and suggested; audited",
    role: "reveal",
    gives: revealedSchema,
  },
  "GET /calls/:callKey/bundle": {
    does: "Incident bundle as a file; with words=1 also what was said, which needs the right reveal; audited",
    role: "view",
    query: bundleQuery,
    gives: bundleSchema,
  },
  "POST /calls/:callKey/actions": {
    does: "Ends assist, or stops, starts or renews a participant's recognition; audited",
    role: "act",
    body: callActionSchema,
    gives: outcomeSchema,
  },
  "POST /calls/:callKey/erase": {
    does: "Erases everything that is kept of a call that has ended; audited",
    role: "act",
    gives: erasureSchema,
  },
  "GET /trends": {
    does: "Calls over time, counted as they ended: by hour, of an agent by day",
    role: "view",
    query: trendsQuery,
    gives: trendsSchema,
  },
  "GET /jobs": {
    does: "Background queues with what was given up",
    role: "view",
    query: jobsQuery,
    gives: jobsSchema,
  },
  "POST /jobs/:queue/:jobId/retry": { does: "Tries a job again; audited", role: "act", gives: outcomeSchema },
  "POST /jobs/:queue/:jobId/discard": {
    does: "Throws a job that was given up away; audited",
    role: "act",
    gives: outcomeSchema,
  },
  "POST /jobs/:queue/retry": {
    does: "Tries all that was given up of a kind again; audited",
    role: "act",
    body: jobKindSchema,
    gives: jobsOutcomeSchema,
  },
  "POST /jobs/:queue/discard": {
    does: "Throws all that was given up of a kind away; audited",
    role: "act",
    body: jobKindSchema,
    gives: jobsOutcomeSchema,
  },
  "GET /audit": { does: "What operators did", role: "view", query: auditQuery, gives: auditPageSchema },
  "GET /instance": { does: "This process", role: "view", gives: instanceReportSchema },
  "GET /event-sources": {
    does: "How pulls and push paths fare, with the age of the last event of each",
    role: "view",
    gives: eventSourcesSchema,
  },
  "GET /rejected-events": {
    does: "Pub/Sub messages that were no Agent Assist events, without content",
    role: "view",
    gives: rejectedEventsSchema,
  },
  "POST /drain": {
    does: "Takes this instance out of service: it ends when its calls have ended or moved on; audited",
    role: "act",
    body: drainSchema,
    gives: outcomeSchema,
  },
  "POST /instances/:instance/drain": {
    does: "The same for any of the instances that share calls, by its name in the feed; audited",
    role: "act",
    body: drainSchema,
    gives: outcomeSchema,
  },
};

/** Messages of the live feed, the Socket.IO namespace /operators, server to console. */
const FEED: Readonly<Record<string, z.ZodType>> = {
  calls: callsMessageSchema,
  call: callMessageSchema,
  instance: instanceMessageSchema,
};

/** JSON Schema 2020-12, as zod writes it. */
export function describeApi(version: string): object {
  const paths = Object.entries(OPERATOR_API).map(([path, { does, role, query, body, gives }]) => ({
    path,
    does,
    role,
    ...(query ? { query: z.toJSONSchema(query, { io: "input" }) } : {}),
    ...(body ? { body: z.toJSONSchema(body, { io: "input" }) } : {}),
    gives: z.toJSONSchema(gives),
  }));
  const feed = Object.entries(FEED).map(([event, schema]) => ({ event, gives: z.toJSONSchema(schema) }));
  return { version, base: "/operators/api", paths, feed };
}
