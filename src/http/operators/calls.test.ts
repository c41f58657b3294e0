/** The list of calls on its way to a browser. */
import { expect, test } from "bun:test";
import { inventFleet } from "../../../test/support/console-preview/invented-fleet.ts";
import type { CallReader } from "../../operators/call-reader.ts";
import { type CallRouteOptions, callRoutes } from "./calls.ts";

test("a list of a thousand calls is one answer within 150 kB for a browser, and the same list", async () => {
  const fleet = inventFleet({ calls: 1_000, ended: 0, nowMs: 1_800_000_000_000 });
  const calls = [...fleet.calls.values()];
  const asked: unknown[] = [];
  const reader: Pick<CallReader, "list"> = {
    list: async (query) => {
      asked.push(query);
      return { calls, liveCount: calls.length, nextBefore: null };
    },
  };
  const app = callRoutes({ reader } as CallRouteOptions);
  const ask = async (headers: Record<string, string>) =>
    new Uint8Array(
      await (await app.request("/calls?limit=5000&allLive=1&state=failed", { headers })).arrayBuffer(),
    );
  const packed = await ask({ "accept-encoding": "gzip, deflate, br" });
  expect(packed.length).toBeLessThan(150_000);
  expect(JSON.parse(new TextDecoder().decode(Bun.gunzipSync(packed)))).toMatchObject({ calls });
  expect((await ask({})).length).toBeGreaterThan(400_000);
  expect(asked[0]).toMatchObject({ limit: 1_000, allLive: true, filter: { state: "failed" } });
});
