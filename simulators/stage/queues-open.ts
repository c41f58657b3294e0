/** Waits for Sidetone's job queues, which start beside the rest or with the first sign of Five9: what is meant for them is answered 503 until then. */
import { fetchTokenProof } from "../five9/webhooks.ts";
import type { SidetoneProcess } from "./sidetone-process.ts";

/** Far more than they need on a machine that has much else to do. */
const DEADLINE_MS = 120_000;
const LOOK_MS = 50;

type Listening = Pick<SidetoneProcess, "httpPort">;

const open = new WeakSet<Listening>();

/** Checks the subscription as Five9 does before it is saved, then asks each process until its queues are open. Throws at the deadline. */
export async function queuesOpen(sidetone: Listening): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  if (!open.has(sidetone)) await fetchTokenProof(`http://127.0.0.1:${sidetone.httpPort}`);
  while (!open.has(sidetone)) {
    const response = await fetch(`http://127.0.0.1:${sidetone.httpPort}/readyz`, { signal });
    const { starting } = (await response.json()) as { starting: string[] };
    if (starting.length === 0) open.add(sidetone);
    else if (signal.aborted) throw new Error(`queues did not start: ${starting.join(", ")}`);
    else await Bun.sleep(LOOK_MS);
  }
}
