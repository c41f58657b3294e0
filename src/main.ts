/** The program: reads settings, starts the service, and leaves signals to the lifecycle. */
import { systemClock } from "./base/clock.ts";
import { createLifecycle } from "./base/lifecycle.ts";
import { createLogger } from "./base/log.ts";
import { startService } from "./service/service.ts";
import { ConfigError, describeConfigError, readConfig } from "./settings/read.ts";
import type { Settings } from "./settings/table.ts";

const STOP_DEADLINE_MS = 10_000;

function readConfigOrExit(): Settings {
  try {
    return readConfig();
  } catch (caught) {
    if (!(caught instanceof ConfigError)) throw caught;
    console.error(describeConfigError(caught));
    process.exit(1);
  }
}

/** PEM texts of the audio endpoint, where it ends TLS itself. */
async function readTls(settings: Settings): Promise<{ cert: string; key: string } | undefined> {
  const { GRPC_TLS_CERT_FILE: certFile, GRPC_TLS_KEY_FILE: keyFile } = settings;
  if (certFile === undefined || keyFile === undefined) return undefined;
  const [cert, key] = await Promise.all([Bun.file(certFile).text(), Bun.file(keyFile).text()]);
  return { cert, key };
}

const settings = readConfigOrExit();
const logger = createLogger(settings.LOG_LEVEL);
const lifecycle = createLifecycle({
  clock: systemClock,
  logger,
  drainDeadlineMs: settings.DRAIN_DEADLINE_MS,
  stopDeadlineMs: STOP_DEADLINE_MS,
  // A failed start has set the exit code already; a clean stop must not hide it.
  exit: (code) => process.exit(code === 0 ? process.exitCode : code),
});
lifecycle.ownSignals();
process.on("unhandledRejection", (error) =>
  logger.error({ err: error }, "a promise was rejected without a handler"),
);

async function start(): Promise<void> {
  try {
    const tls = await readTls(settings);
    const { readiness } = await startService({
      settings,
      clock: systemClock,
      logger,
      lifecycle,
      ...(tls ? { tls } : {}),
    });
    lifecycle.markReady();
    const missing = await readiness.missing();
    if (missing.length === 0) logger.info("ready");
    else logger.warn({ missing, faults: readiness.faults() }, "started, but not ready");
  } catch (caught) {
    logger.fatal({ err: caught }, "could not start");
    process.exitCode = 1;
    await lifecycle.shutdown("could not start");
  }
}

void start();
