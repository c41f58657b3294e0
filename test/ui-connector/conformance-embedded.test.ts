/** Google's UI connector contract, spoken from outside to one Sidetone with its embedded database. */
import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { proxyContract } from "./proxy-contract.ts";
import { restContract } from "./rest-contract.ts";
import { socketContract } from "./socket-contract.ts";
import { type ConnectorTarget, openTarget } from "./target.ts";

/** Tests wait for conditions; this only ends what hangs. */
setDefaultTimeout(600_000);

let target: ConnectorTarget;
beforeAll(async () => {
  target = await openTarget();
}, 600_000);
afterAll(() => target.close(), 600_000);

restContract(() => target);
proxyContract(() => target);
socketContract(() => target);
