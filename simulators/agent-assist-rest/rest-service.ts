/** A stand-in for Dialogflow's REST service: real HTTP in front of a simulated cloud's gRPC port. */
import { type Client, credentials, makeGenericClientConstructor, status } from "@grpc/grpc-js";
import type { CloudSetup } from "../agent-assist/setup.ts";
import { type HttpRule, loadHttpRules } from "./http-rules.ts";
import { projectAnswer } from "./project-services.ts";
import { BadRequest, decodeResponse, encodeRequest } from "./transcode.ts";

export interface AgentAssistRestOptions {
  /** host:port of the simulated cloud. */
  grpcAddress: string;
  port?: number;
  /** The simulated cloud's, for what its other REST services say of the project. */
  setup?: CloudSetup;
}

/** A request as it came. */
export interface SeenRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface AgentAssistRest {
  /** http://127.0.0.1:port */
  baseUrl: string;
  /** The last thousand requests, oldest first. */
  requests: SeenRequest[];
  /** Answers in place of the cloud, until set to undefined again. */
  answerWith: ((request: SeenRequest) => Response | Promise<Response>) | undefined;
  close(): Promise<void>;
}

const KEPT_REQUESTS = 1_000;
/** For a machine that does much else. */
const CALL_DEADLINE_MS = 60_000;

/** HTTP statuses of gRPC codes (google/rpc/code.proto). */
const HTTP_STATUS: Partial<Record<number, number>> = {
  [status.INVALID_ARGUMENT]: 400,
  [status.FAILED_PRECONDITION]: 400,
  [status.OUT_OF_RANGE]: 400,
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.ABORTED]: 409,
  [status.ALREADY_EXISTS]: 409,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.CANCELLED]: 499,
  [status.UNIMPLEMENTED]: 501,
  [status.UNAVAILABLE]: 503,
  [status.DEADLINE_EXCEEDED]: 504,
};

export async function startAgentAssistRest(options: AgentAssistRestOptions): Promise<AgentAssistRest> {
  const rules = loadHttpRules();
  const GrpcClient = makeGenericClientConstructor({}, "Dialogflow");
  const client = new GrpcClient(options.grpcAddress, credentials.createInsecure());
  const requests: SeenRequest[] = [];

  async function respond(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url);
    const body = await request.text();
    const seen = {
      method: request.method,
      url: `${pathname}${search}`,
      headers: Object.fromEntries(request.headers),
      body,
    };
    requests.push(seen);
    if (requests.length > KEPT_REQUESTS) requests.shift();
    if (service.answerWith !== undefined) return await service.answerWith(seen);
    const path = decodeURIComponent(pathname);
    const ofProject = options.setup && projectAnswer(options.setup, request.method, path, body);
    if (ofProject) return reply(request, 200, JSON.stringify(ofProject));
    for (const rule of rules) {
      const match = rule.httpMethod === request.method ? rule.path.exec(path) : null;
      if (match === null) continue;
      try {
        const message = encodeRequest(rule, { pathValues: match.slice(1), query: searchParams, body });
        return reply(request, 200, decodeResponse(rule, await call(client, rule, message)));
      } catch (caught) {
        return failure(request, caught);
      }
    }
    return reply(request, 404, errorBody(404, "NOT_FOUND", "The requested URL was not found."));
  }

  const server = Bun.serve({ hostname: "127.0.0.1", port: options.port ?? 0, fetch: respond });
  const service: AgentAssistRest = {
    baseUrl: `http://127.0.0.1:${server.port}`,
    requests,
    answerWith: undefined,
    async close() {
      client.close();
      await server.stop(true);
    },
  };
  return service;
}

function call(client: Client, rule: HttpRule, message: Buffer): Promise<Buffer> {
  const pass = (bytes: Buffer) => bytes;
  return new Promise((resolve, reject) => {
    const deadline = Date.now() + CALL_DEADLINE_MS;
    client.makeUnaryRequest(rule.rpcPath, pass, pass, message, { deadline }, (error, response) => {
      if (error === null && response !== undefined) resolve(response);
      else reject(error ?? new Error("no response"));
    });
  });
}

/** Compressed and with the headers that Google's front end adds, so that a proxy that passes them on is noticed. */
function reply(request: Request, httpStatus: number, json: string): Response {
  const isCompressed = (request.headers.get("accept-encoding") ?? "").includes("gzip");
  return new Response(isCompressed ? Bun.gzipSync(json) : json, {
    status: httpStatus,
    headers: {
      "content-type": "application/json; charset=UTF-8",
      vary: "Origin, X-Origin, Referer",
      server: "ESF",
      "cache-control": "private",
      "x-frame-options": "SAMEORIGIN",
      "alt-svc": 'h3=":443"; ma=2592000',
      ...(isCompressed ? { "content-encoding": "gzip" } : {}),
    },
  });
}

function failure(request: Request, caught: unknown): Response {
  if (caught instanceof BadRequest) {
    return reply(request, 400, errorBody(400, "INVALID_ARGUMENT", caught.message));
  }
  const { code = status.UNKNOWN, details = String(caught) } = caught as { code?: number; details?: string };
  const httpStatus = HTTP_STATUS[code] ?? 500;
  return reply(request, httpStatus, errorBody(httpStatus, status[code] ?? "UNKNOWN", details));
}

/** An error as Google's REST services write it (google.rpc.Status in JSON). */
function errorBody(code: number, name: string, message: string): string {
  return JSON.stringify({ error: { code, message, status: name } }, null, 2);
}
