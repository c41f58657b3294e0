/** The program: reads settings, starts the service, and leaves signals to the lifecycle. */
import { systemClock } from "./base/clock.ts";
import { SidetoneError } from "./base/errors.ts";
import { createLifecycle } from "./base/lifecycle.ts";
import { createLogger } from "./base/log.ts";
import { forPeople } from "./base/log-for-people.ts";
import { requireCredentials } from "./service/google-credentials.ts";
import { startService } from "./service/service.ts";
import { readTls } from "./service/tls-files.ts";
import { misspeltSettings } from "./settings/misspelt.ts";
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

const settings = readConfigOrExit();
const { stdout } = process;
const isForPeople = settings.LOG_FORM === "text" || (settings.LOG_FORM === "auto" && stdout.isTTY === true);
const logger = createLogger(
  settings.LOG_LEVEL,
  isForPeople
    ? forPeople({ write: (text) => stdout.write(text), hasColors: stdout.isTTY && !process.env.NO_COLOR })
    : undefined,
);
for (const problem of misspeltSettings(process.env)) logger.warn({ reason: problem }, "unknown setting");
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
    await requireCredentials(settings, process.env.GOOGLE_APPLICATION_CREDENTIALS);
    const tls = await readTls(settings);
    const { readiness, httpPort } = await startService({
      settings,
      clock: systemClock,
      logger,
      lifecycle,
      ...(tls ? { tls } : {}),
    });
    lifecycle.markReady();
    const missing = await readiness.missing();
    if (isForPeople)
      console.log(`Operators' console: http://localhost:${httpPort}${settings.PUBLIC_PATH}/operators/`);
    if (missing.length === 0) logger.info("ready");
    else logger.warn({ missing, faults: readiness.faults() }, "started, but not ready");
  } catch (caught) {
    // A signal came during the start, and has closed what the start was about to use.
    if (lifecycle.state() !== "starting") return;
    // What SidetoneError says is a sentence with a remedy; anything else is a defect, whose stack is needed.
    if (caught instanceof SidetoneError && caught.code !== "INTERNAL")
      logger.fatal({ code: caught.code, reason: caught.message }, "could not start");
    else logger.fatal({ err: caught }, "could not start");
    process.exitCode = 1;
    await lifecycle.shutdown("could not start");
  }
}

void start();
