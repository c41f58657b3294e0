/** Erases a call where no Sidetone runs: opens its storage for that time. */
import { hostname, userInfo } from "node:os";
import { systemClock } from "../../src/base/clock.ts";
import { SidetoneError } from "../../src/base/errors.ts";
import { createLogger } from "../../src/base/log.ts";
import { createAuditor } from "../../src/operators/auditor.ts";
import { erasingDeed } from "../../src/operators/erase-call.ts";
import { callEraser } from "../../src/service/call-eraser.ts";
import type { Settings } from "../../src/settings/table.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import { parseProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { type Erasure, sentenceOf } from "./ask-to-erase.ts";

/** The audit names the machine's user, because no token was shown. */
export async function eraseByOurselves(settings: Settings, callKey: string): Promise<Erasure> {
  const clock = systemClock;
  const logger = createLogger("warn");
  const { REDIS_URL: redisUrl, DATA_DIRECTORY: dataDirectory } = settings;
  try {
    const opened = await openStorage(redisUrl === undefined ? { dataDirectory } : { redisUrl }, {
      logger,
      clock,
    });
    try {
      const profile = parseProfileName(settings.CONVERSATION_PROFILE_NAME);
      // A live call of a process elsewhere has not ended in storage either.
      const erased = await callEraser({ ...opened, profile, isLive: async () => false, clock, logger })(
        callKey,
      );
      const auditor = createAuditor({ audit: opened.storage.audit, clock, logger });
      await auditor.require(
        erasingDeed(`${userInfo().username}@${hostname()}`, callKey, { detail: erased, outcome: "done" }),
      );
      return { isErased: true, sentence: sentenceOf(callKey, erased) };
    } finally {
      await opened.close();
    }
  } catch (caught) {
    const { message } = SidetoneError.from(caught);
    return { isErased: false, sentence: `${callKey} was not erased: ${message}.` };
  }
}
