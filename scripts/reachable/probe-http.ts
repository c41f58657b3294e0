/** Asks an HTTP endpoint whether it is alive and ready. */
import type { ProbeResult } from "./probe-grpc.ts";

export interface HttpProbeOptions {
  /** With scheme, without a path. */
  readonly url: string;
  readonly limitMs: number;
}

/**
 * Reads / (the process lives) and /readyz (it takes calls). Both have to answer 2xx in time. Not /healthz: Cloud Run keeps
 * that path for itself and answers 404 from outside.
 */
export async function probeHttp(options: HttpProbeOptions): Promise<ProbeResult> {
  for (const path of ["/", "/readyz"]) {
    const address = new URL(path, options.url);
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(options.limitMs) });
      await response.body?.cancel();
      if (!response.ok) return { ok: false, finding: `${address.href} answers ${response.status}.` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, finding: `${address.href} is not reachable: ${reason}` };
    }
  }
  return { ok: true, finding: `${options.url} is alive and ready.` };
}
