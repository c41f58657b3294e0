import { describe, expect, test } from "bun:test";
import { ApiError, createRequester } from "./request.ts";

function setUp(answer: (path: string, init: RequestInit) => Response | Promise<Response>) {
  const asked: { path: string; init: RequestInit }[] = [];
  const pausesMs: number[] = [];
  let signedOut = 0;
  const requester = createRequester({
    csrfToken: "csrf-1",
    onSignedOut: () => {
      signedOut += 1;
    },
    fetch: async (path, init) => {
      asked.push({ path, init });
      return await answer(path, init);
    },
    pause: async (ms) => void pausesMs.push(ms),
  });
  return { ...requester, asked, pausesMs, signedOut: () => signedOut };
}

const failureOf = async (promise: Promise<unknown>): Promise<ApiError> => {
  const caught = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(caught instanceof ApiError)) throw new Error("It did not fail as an ApiError");
  return caught;
};

describe("requests of the console", () => {
  test("only what changes something carries the anti-forgery token", async () => {
    const { request, asked } = setUp(() => Response.json({ ok: true }));
    await request("/a");
    await request("/b", { method: "POST", body: { n: 1 } });
    const headers = asked.map(({ init }) => new Headers(init.headers));
    expect(headers.map((each) => each.get("x-sidetone-csrf"))).toEqual([null, "csrf-1"]);
    expect(headers[1]?.get("content-type")).toBe("application/json");
    expect(asked[1]?.init.body).toBe('{"n":1}');
  });

  test("a problem body becomes its detail and code", async () => {
    const { request } = setUp(() =>
      Response.json(
        { title: "Conflict", detail: "The speaker is stopped.", code: "CONFLICT" },
        { status: 409 },
      ),
    );
    expect(await failureOf(request("/a"))).toMatchObject({
      message: "The speaker is stopped.",
      status: 409,
      code: "CONFLICT",
    });
  });

  test("a question to a busy server is asked again, two times at most; a deed is not", async () => {
    let busy = 1;
    const { request, asked, pausesMs } = setUp(() => {
      busy -= 1;
      return busy >= 0
        ? Response.json({ detail: "Storage is late." }, { status: 503, headers: { "retry-after": "60" } })
        : Response.json({ ok: true });
    });
    expect(await request<unknown>("/a")).toEqual({ ok: true });
    expect(pausesMs).toEqual([3_000]);
    busy = 3;
    expect(await failureOf(request("/a"))).toMatchObject({ status: 503, message: "Storage is late." });
    expect(asked).toHaveLength(5);
    busy = 1;
    expect(await failureOf(request("/b", { method: "POST" }))).toMatchObject({ status: 503 });
    expect(asked).toHaveLength(6);
  });

  test("a 503 that promises nothing for later is not asked again", async () => {
    const { request, asked } = setUp(() => new Response(null, { status: 503 }));
    expect(await failureOf(request("/a"))).toMatchObject({ status: 503 });
    expect(asked).toHaveLength(1);
  });

  test("an answer without a problem body says its status", async () => {
    const { request } = setUp(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    expect(await failureOf(request("/a"))).toMatchObject({
      message: "The server answered with status 502.",
      code: "",
    });
  });

  test("a session that ended leads to the login page", async () => {
    const { request, signedOut } = setUp(() => new Response(null, { status: 401 }));
    expect((await failureOf(request("/a"))).code).toBe("UNAUTHENTICATED");
    expect(signedOut()).toBe(1);
  });

  test("no answer within the deadline, and no server at all, are told apart", async () => {
    const { request } = setUp(async (path, init) => {
      if (path === "/away") throw new TypeError("fetch failed");
      const { promise, reject } = Promise.withResolvers<Response>();
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      return await promise;
    });
    expect(await failureOf(request("/slow", { deadlineMs: 5 }))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(await failureOf(request("/away"))).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", status: 0 });
  });
});
