/** A process that appends to the delivery log of the source tree it is given, and nothing else: what storage alone costs. */
import { join } from "node:path";
import { answerParent } from "../audio-path/child-calls.ts";

const [tree = "", dataDirectory = ""] = process.argv.slice(2);
const ROOM = "projects/bench/conversations/append";
const ENTRY = {
  dataType: "human-agent-assistant-event",
  data: "x".repeat(600),
  publishTime: "",
  attributes: {},
};

interface Log {
  append(room: string, entry: typeof ENTRY & { messageId: string }): Promise<unknown>;
}

interface Opened {
  storage: { deliveryLog: Log };
  /** Of the former tree. */
  jobsBackend?: unknown;
}

const { openStorage } = (await import(join(tree, "src/storage/open-storage.ts"))) as {
  openStorage(location: { dataDirectory: string }, options: object): Promise<Opened>;
};
const logger = { info() {}, warn() {}, error: console.error, debug() {}, fatal: console.error };
const opened = await openStorage({ dataDirectory }, { logger });
// The former tree's queues start their database beside the rest: it must not be counted here.
await opened.jobsBackend;
let appended = 0;

answerParent({
  hello: () => true,
  /** One after the other; CPU of all threads for each, in microseconds. */
  async append(count: number): Promise<number> {
    const before = process.cpuUsage();
    for (let n = 0; n < count; n += 1) {
      appended += 1;
      await opened.storage.deliveryLog.append(ROOM, { ...ENTRY, messageId: `m${appended}` });
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  },
});
