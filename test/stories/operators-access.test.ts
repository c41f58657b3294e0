/** What each right opens at the operators' doors of a running Sidetone, and what the audit has of it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { askToErase } from "../../scripts/erase/ask-to-erase.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { callListSchema } from "../../src/contract/call-summary.ts";
import { trendsSchema } from "../../src/contract/trends.ts";
import { OPERATOR_API } from "../../src/http/operators/schema.ts";
import { pseudonymOf } from "../../src/storage/erased-audit.ts";
import { eventually } from "../support/eventually.ts";
import {
  bearer,
  OPERATOR_NAMES,
  type OperatorName,
  type OperatorScene,
  ROLES,
  startOperatorScene,
  TOKENS,
} from "../support/operator-scene.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
let scene: OperatorScene;
beforeAll(async () => {
  scene = await startOperatorScene();
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

const ofCall = (path: string) =>
  path.replace(":callKey", scene.callKey).replace(":queue/:jobId", "mediastream/none");

/** Routes whose job or instance is none in this story. */
const NAMES_NOTHING = /:jobId|:instance/;

describe("rights", () => {
  const routes = Object.entries(OPERATOR_API).map(([path, { role, gives }]) => ({ path, role, gives }));

  test("there is a route for every right", () => {
    expect(new Set(routes.map(({ role }) => role))).toEqual(new Set(["view", "reveal", "act"]));
  });

  test.each(routes)(
    "$path is open to operators with the right $role, and gives what its schema says",
    async (route) => {
      const [method = "", path = ""] = route.path.split(" ");
      const ask = (headers: Record<string, string>) => scene.api(ofCall(path), headers, { method });
      expect((await ask({})).status).toBe(401);
      expect((await ask(bearer("token-of-nobody-0000"))).status).toBe(401);
      for (const name of OPERATOR_NAMES) {
        const isAllowed = ROLES[name].split("+").includes(route.role);
        // Draining the instance or erasing its call would end the story here.
        if (isAllowed && (path === "/drain" || path.endsWith("/erase"))) continue;
        const response = await ask(bearer(TOKENS[name]));
        expect(response.headers.get("cache-control")).toBe("no-store");
        const body: unknown = await response.json();
        if (!isAllowed) {
          expect([name, response.status]).toEqual([name, 403]);
          expect(body).toMatchObject({ code: "FORBIDDEN" });
        } else if (response.ok) expect(route.gives.safeParse(body).error?.issues).toBeUndefined();
        else
          expect([name, response.status]).toEqual([
            name,
            method === "POST" ? (NAMES_NOTHING.test(path) ? 404 : 400) : 200,
          ]);
      }
    },
  );

  test("what was refused for want of a right is in the audit", async () => {
    expect(await scene.audit("operator=vera&action=reveal")).toMatchObject([
      { outcome: "refused", callKey: scene.callKey },
    ]);
    // Of this instance, and of one by its name.
    expect(await scene.audit("operator=rita&action=drain")).toMatchObject([
      { outcome: "refused" },
      { outcome: "refused" },
    ]);
  });

  test("the API describes itself", async () => {
    const response = await scene.api("/schema", bearer(TOKENS.vera));
    const { paths } = (await response.json()) as { paths: { path: string; gives: { type: string } }[] };
    expect(paths.map(({ path }) => path)).toEqual(Object.keys(OPERATOR_API));
    for (const { gives } of paths) expect(gives.type).toBe("object");
  });

  test("metrics are for programs with any operator's token", async () => {
    const metrics = (headers: Record<string, string>) => fetch(`${scene.base}/metrics`, { headers });
    expect((await metrics(bearer(TOKENS.vera))).status).toBe(200);
    expect((await metrics({ cookie: (await scene.sessionOf("vera")).cookie })).status).toBe(401);
  });
});

test("a call that is over is counted in the trends, with the time of its words to the screen", async () => {
  await eventually(async () => {
    const report = trendsSchema.parse(await (await scene.api("/trends", bearer(TOKENS.vera))).json());
    expect(report.buckets.reduce((sum, { calls }) => sum + calls, 0)).toBe(1);
    expect(report.buckets[0]?.screenP50Ms).toBeGreaterThan(0);
  });
  expect((await scene.api("/trends?dimension=phone", bearer(TOKENS.vera))).status).toBe(400);
});

describe("words", () => {
  test("a viewer gets no word of a call, anywhere", async () => {
    const paths = [
      "/calls",
      `/calls/${scene.callKey}`,
      `/calls/${scene.callKey}/transcript`,
      `/calls/${scene.callKey}/bundle`,
      "/jobs",
    ];
    for (const path of paths) {
      const text = await (await scene.api(path, bearer(TOKENS.vera))).text();
      for (const said of scene.words) expect(text).not.toContain(said);
    }
    const masked = await scene.api(`/calls/${scene.callKey}/transcript`, bearer(TOKENS.vera));
    const { entries } = (await masked.json()) as {
      entries: { kind: string; role?: string; characters: number }[];
    };
    const said = entries.filter(({ kind }) => kind === "new-message-event");
    const lengthsOf = (lengths: number[]) => lengths.toSorted((a, b) => a - b);
    expect(lengthsOf(said.map(({ characters }) => characters))).toEqual(
      lengthsOf(scene.words.map((text) => text.length)),
    );
    expect(new Set(said.map(({ role }) => role))).toEqual(new Set(["HUMAN_AGENT", "END_USER"]));
  });

  test("who may reveal gets every word, and each look is in the audit and the log, without them", async () => {
    const before = (await scene.audit(`operator=rita&action=reveal&callKey=${scene.callKey}`)).length;
    const revealed = await scene.api(`/calls/${scene.callKey}/reveal`, bearer(TOKENS.rita), {
      method: "POST",
    });
    const text = await revealed.text();
    for (const said of scene.words) expect(text).toContain(said);
    const looks = await scene.audit(`operator=rita&action=reveal&callKey=${scene.callKey}`);
    expect(looks).toHaveLength(before + 1);
    expect(looks[0]).toMatchObject({ outcome: "done", callKey: scene.callKey, operator: "rita" });
    const log = scene.stage.sidetone.logLines();
    expect(log.some((line) => line.includes('"reveal"') && line.includes('"rita"'))).toBe(true);
    for (const secret of [...scene.words, ...Object.values(TOKENS)])
      expect(log.join("\n")).not.toContain(secret);
  });

  test("a call is found by a party's number in any spelling, and nothing has the number itself", async () => {
    const callId = newCallId();
    const variables = { "Call.call_id": callId, "Call.ANI": "4155550143", "Call.DNIS": 18005550199 };
    const told = await fetch(`${scene.base}/cti-call-event-destination/`, {
      method: "POST",
      headers: { "x-f9-apikey": scene.stage.secrets.apiKey, "content-type": "application/json" },
      body: JSON.stringify({ payload: { attached_variables: variables } }),
    });
    expect(told.status).toBe(200);
    const search = (number: string, name: OperatorName = "rita", more: object = {}) =>
      scene.api(
        "/calls/search",
        { ...bearer(TOKENS[name]), "content-type": "application/json" },
        { method: "POST", body: JSON.stringify({ number, ...more }) },
      );
    const found = async (...asked: Parameters<typeof search>) =>
      callListSchema.parse(await (await search(...asked)).json()).calls.map(({ callKey }) => callKey);
    // It is stored shortly after it began.
    await eventually(async () => expect(await found("+1 (415) 555-0143")).toEqual([`five9-${callId}`]));
    expect(await found("tel:4155550143")).toEqual([`five9-${callId}`]);
    expect(await found("18005550199", "rita", { live: "live" })).toEqual([`five9-${callId}`]);
    expect(await found("18005550199", "rita", { live: "ended" })).toEqual([]);
    expect(await found("415 555 014")).toEqual([]);
    expect((await search("4155550143", "axel")).status).toBe(403);
    expect((await search("tel:")).status).toBe(400);

    const [last] = await scene.audit("operator=rita&action=calls.search");
    expect(last).toMatchObject({ outcome: "done", detail: { calls: 0 } });
    const [refused] = await scene.audit("operator=axel&action=calls.search");
    expect(refused).toMatchObject({ outcome: "refused" });
    const audit = JSON.stringify(await scene.audit("action=calls.search"));
    const detail = await (await scene.api(`/calls/five9-${callId}`, bearer(TOKENS.rita))).text();
    for (const seen of [audit, detail, scene.stage.sidetone.logLines().join("\n")]) {
      expect(seen).not.toContain("4155550143");
      expect(seen).not.toContain("8005550199");
    }
  });

  test("a bundle is a file, with words only for who may hear them, and its making is in the audit", async () => {
    const path = `/calls/${scene.callKey}/bundle`;
    const plain = await scene.api(path, bearer(TOKENS.axel));
    expect(plain.headers.get("content-disposition")).toBe(
      `attachment; filename="sidetone-${scene.callKey}.json"`,
    );
    expect(await plain.json()).toMatchObject({ madeBy: "axel", revealed: null });
    expect((await scene.api(`${path}?words=1`, bearer(TOKENS.axel))).status).toBe(403);
    const full = await (await scene.api(`${path}?words=1`, bearer(TOKENS.rita))).text();
    for (const said of scene.words) expect(full).toContain(said);
    const made = await scene.audit(`action=bundle.download&callKey=${scene.callKey}`);
    expect(made.slice(0, 3).map(({ operator, outcome }) => `${operator} ${outcome}`)).toEqual([
      "rita done",
      "axel refused",
      "axel done",
    ]);
  });
});

describe("actions", () => {
  test("on a call that is over are refused, and that is in the audit", async () => {
    const act = (body: string) =>
      scene.api(
        `/calls/${scene.callKey}/actions`,
        { ...bearer(TOKENS.axel), "content-type": "application/json" },
        { method: "POST", body },
      );
    expect((await act('{"action":"call.end","reason":"a test"}')).status).toBe(404);
    expect(await scene.audit(`operator=axel&callKey=${scene.callKey}&action=call.end`)).toMatchObject([
      { outcome: "refused", detail: { reason: "no live call has this id" } },
    ]);
    for (const wrong of ['{"action":"format.disk"}', "[]", "{", ""])
      expect((await act(wrong)).status).toBe(400);
    expect((await act(`{"action":"call.end","reason":"${"x".repeat(20_000)}"}`)).status).toBe(413);
  });
});

test(
  "make erase's question over HTTP erases a call that is over, and says so",
  async () => {
    const { callKey, stage } = scene;
    const ask = () => askToErase({ baseUrl: stage.httpBaseUrl, token: TOKENS.axel, callKey });
    expect(await ask()).toMatchObject({ isErased: true, sentence: expect.stringContaining("1 call, ") });
    expect((await scene.api(`/calls/${callKey}`, bearer(TOKENS.axel))).status).toBe(404);
    expect(await scene.audit(`callKey=${callKey}`)).toEqual([]);
    expect(await scene.audit("operator=axel&action=call.erase")).toContainEqual(
      expect.objectContaining({ outcome: "done", callKey: pseudonymOf(callKey) }),
    );
    expect(await ask()).toEqual({
      isErased: false,
      sentence: `${callKey} was not erased (404): Nothing is kept of a call with this id.`,
    });
  },
  STORY_MS,
);

test(
  "drained by an operator, the instance answers, says who did it, and leaves in good order",
  async () => {
    const response = await scene.api(
      "/drain",
      { ...bearer(TOKENS.axel), "content-type": "application/json" },
      { method: "POST", body: '{"reason":"a new version"}' },
    );
    expect(await response.json()).toEqual({ outcome: "draining" });
    await eventually(() => {
      const log = scene.stage.sidetone.logLines().join("\n");
      expect(log).toContain("drained by operator axel: a new version");
      expect(log).toContain('"clean":true');
    });
  },
  STORY_MS,
);
