/**
 * Whether the process in this container is well, by its role: /healthz where it serves HTTP, else gRPC's health service.
 * Exit status 0 or 1, and a sentence.
 *
 *   bun deploy/image/health.ts        with the settings of the container: ROLE, PORT, HTTP_PORT, GRPC_PORT
 */
import { connect } from "node:http2";
import { readSome } from "../../src/settings/read.ts";
import { portsOf } from "../../src/settings/role.ts";

const DEADLINE_MS = 2_500;
/** Whether the process lives: it may do so without being ready (src/transports/five9/serving-status.ts). */
const SERVICE = Buffer.from("liveness");
/** Of gRPC, before each message: not compressed, and the length in four bytes. */
const PREFIX_BYTES = 5;
/** HealthCheckRequest with the service (grpc/health/v1/health.proto: field 1, a string). */
const REQUEST = Buffer.from([0, 0, 0, 0, SERVICE.length + 2, 0x0a, SERVICE.length, ...SERVICE]);
/** HealthCheckResponse.status is SERVING (grpc/health/v1/health.proto: field 1, value 1). */
const SERVING = Buffer.from([0x08, 0x01]);

const finding = await look();
console.log(finding.text);
process.exit(finding.ok ? 0 : 1);

async function look(): Promise<{ ok: boolean; text: string }> {
  const { settings, problems } = readSome(["ROLE", "PORT", "GRPC_PORT", "HTTP_PORT"], process.env);
  if (settings === undefined) return { ok: false, text: problems.join(" ") };
  const { http, grpc } = portsOf(settings);
  try {
    if (http !== null) {
      const { ok, status } = await fetch(`http://127.0.0.1:${http}/healthz`, {
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      return { ok, text: `/healthz answers ${status}` };
    }
    const ok = await isServing(grpc ?? 0);
    return { ok, text: ok ? "gRPC is serving" : "gRPC is not serving" };
  } catch (caught) {
    return { ok: false, text: caught instanceof Error ? caught.message : String(caught) };
  }
}

function isServing(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const session = connect(`http://127.0.0.1:${port}`);
  session.on("error", reject);
  setTimeout(() => reject(new Error("gRPC does not answer")), DEADLINE_MS);
  const call = session.request({
    ":method": "POST",
    ":path": "/grpc.health.v1.Health/Check",
    "content-type": "application/grpc",
    te: "trailers",
  });
  const parts: Buffer[] = [];
  call.on("data", (part: Buffer) => parts.push(part));
  call.on("end", () => resolve(Buffer.concat(parts).subarray(PREFIX_BYTES).equals(SERVING)));
  call.on("error", reject);
  call.end(REQUEST);
  return promise;
}
