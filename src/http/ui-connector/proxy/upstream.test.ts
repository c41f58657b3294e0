import { afterEach, beforeEach, expect, test } from "bun:test";
import { serviceAccountCredentials } from "./credentials.ts";
import { createDialogflowRest, dialogflowBaseUrl } from "./upstream.ts";

let upstream: Bun.Server<undefined>;
let seen: { url: string; authorization: string | null }[];
let metadataToken: (request: Request) => Response | Promise<Response>;
const before = process.env.GCE_METADATA_HOST;

beforeEach(() => {
  seen = [];
  upstream = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      seen.push({ url: request.url, authorization: request.headers.get("authorization") });
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith("/computeMetadata/")) return Response.json({});
      const flavor = { "metadata-flavor": "Google" };
      if (pathname.endsWith("/token")) return metadataToken(request);
      return new Response("demo-project", { headers: flavor });
    },
  });
  // Google's own switch for where a machine's service account is asked for.
  process.env.GCE_METADATA_HOST = `127.0.0.1:${upstream.port}`;
  metadataToken = () =>
    Response.json(
      { access_token: "of-the-service-account", expires_in: 3_600, token_type: "Bearer" },
      { headers: { "metadata-flavor": "Google" } },
    );
});
afterEach(async () => {
  if (before === undefined) delete process.env.GCE_METADATA_HOST;
  else process.env.GCE_METADATA_HOST = before;
  await upstream.stop(true);
});

test("Dialogflow is asked in the service account's name, whose token is fetched once", async () => {
  const endpoint = `http://127.0.0.1:${upstream.port}`;
  const send = createDialogflowRest({ endpoint, credentials: serviceAccountCredentials("demo-project") });
  const request = {
    method: "POST",
    location: "global",
    path: "/v2/x",
    body: "{}",
    signal: AbortSignal.timeout(60_000),
  };
  await send(request);
  await send({ ...request, method: "GET", body: null });
  const asked = seen.filter(({ url }) => url.endsWith("/v2/x"));
  expect(asked.map(({ authorization }) => authorization)).toEqual([
    "Bearer of-the-service-account",
    "Bearer of-the-service-account",
  ]);
  const tokens = seen.filter(({ url }) => new URL(url).pathname.endsWith("/token"));
  expect(tokens).toHaveLength(1);
  expect(decodeURIComponent(tokens[0]?.url ?? "")).toContain("https://www.googleapis.com/auth/dialogflow");
});

test("credentials that do not come are given up when the request is", async () => {
  metadataToken = () => new Promise(() => {});
  const credentials = serviceAccountCredentials("demo-project");
  await expect(credentials(AbortSignal.timeout(100))).rejects.toMatchObject({
    code: "UPSTREAM_UNAVAILABLE",
    retryable: true,
  });
});

test("each location has its own host", () => {
  expect(dialogflowBaseUrl("global")).toBe("https://dialogflow.googleapis.com");
  expect(dialogflowBaseUrl("europe-west1")).toBe("https://europe-west1-dialogflow.googleapis.com");
});
