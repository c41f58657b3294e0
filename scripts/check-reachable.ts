/**
 * Says whether a running Sidetone can be reached from here, without placing a call.
 *
 *   bun scripts/check-reachable.ts grpc HOST:PORT [--tls]     port 443 means TLS
 *   bun scripts/check-reachable.ts http URL
 *
 * Exit status: 0 reachable, 1 not, 2 wrong use.
 */
import { parseArgs } from "node:util";
import { type ProbeResult, probeGrpc } from "./reachable/probe-grpc.ts";
import { probeHttp } from "./reachable/probe-http.ts";

const LIMIT_MS = 10_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tls: { type: "boolean", default: false } },
});
const [kind, target] = positionals;

const result = await probe();
if (result === undefined) {
  console.error("Usage: check-reachable.ts grpc HOST:PORT [--tls] | http URL");
  process.exitCode = 2;
} else {
  console.log(result.finding);
  process.exitCode = result.ok ? 0 : 1;
}

async function probe(): Promise<ProbeResult | undefined> {
  if (target === undefined) return undefined;
  if (kind === "grpc") {
    return probeGrpc({ address: target, tls: values.tls || target.endsWith(":443"), limitMs: LIMIT_MS });
  }
  if (kind === "http" && URL.canParse(target)) return probeHttp({ url: target, limitMs: LIMIT_MS });
  return undefined;
}
