/** Sidetone within the test's own process, for stories that need its clock. */
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import type { Clock } from "../../src/base/clock.ts";
import { createLifecycle } from "../../src/base/lifecycle.ts";
import { createLogger } from "../../src/base/log.ts";
import { startService } from "../../src/service/service.ts";
import { readConfig } from "../../src/settings/read.ts";

const KEPT_LOG_LINES = 2_000;

export async function startSidetoneHere(
  environment: Record<string, string>,
  clock: Clock,
): Promise<SidetoneProcess> {
  const lines: string[] = [];
  const settings = readConfig(environment);
  const logger = createLogger(settings.LOG_LEVEL, {
    write: (line: string) => {
      lines.push(line);
      if (lines.length > KEPT_LOG_LINES) lines.shift();
    },
  });
  let exitCode = 0;
  const lifecycle = createLifecycle({
    ...{ clock, logger, drainDeadlineMs: 100, stopDeadlineMs: 10_000 },
    exit: (code) => {
      exitCode = code;
    },
  });
  const service = await startService({ settings, clock, logger, lifecycle });
  lifecycle.markReady();
  return {
    grpcPort: Number(service.carrierPorts.grpcPort),
    httpPort: service.httpPort,
    pid: process.pid,
    logLines: () => [...lines],
    async stop() {
      await lifecycle.shutdown("the test is over");
      return exitCode;
    },
    kill: () => Promise.reject(new Error("a story cannot kill its own process")),
  };
}
