/** An incident bundle of a call that a memory store has, made as the service makes it. */
import type { Bundle } from "../../src/contract/bundle.ts";
import { makeBundle, readBundle } from "../../src/operators/bundle.ts";
import { createCallReader } from "../../src/operators/call-reader.ts";
import type { CallStore } from "../../src/storage/port.ts";

/** Written as a file and read again. */
export async function recordedBundle(store: CallStore, callKey: string): Promise<Bundle> {
  const reader = createCallReader({
    calls: {
      watchedCalls: async () => [],
      watched: async () => null,
      picture: async () => null,
      newestLife: async (callKey) => ({ callKey, episode: 1, nextKey: null }),
    },
    store,
    ledgersOf: () => ({}),
    version: "test",
  });
  const detail = await reader.detail(callKey);
  if (detail === null) throw new Error(`no call ${callKey} is stored`);
  const parts = { masked: { entries: [] }, revealed: null, jobs: [], audit: [] };
  return readBundle(JSON.stringify(makeBundle({ madeAtMs: 0, madeBy: "test", detail, ...parts })));
}
