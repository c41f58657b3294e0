/** What is built for Sidetone beside the program itself. */
import { join } from "node:path";
import { PAGE_ENTRIES } from "../../src/http/common/assets.ts";
import { PREPARED_PAGES, writeScripts } from "../../src/http/common/prepared-scripts.ts";
import {
  cutDescription,
  type Description,
  describe,
  NOTIFICATIONS,
  PREPARED_DESCRIPTION,
  SERVICES,
} from "../../src/transports/dialogflow/descriptions.ts";
import { describeVoice, PREPARED_VOICE } from "../../src/transports/five9/voice-proto.ts";
import { describeTranslation, PREPARED_TRANSLATION } from "../../src/transports/translation/description.ts";
import type { BuildOptions } from "./build.ts";

export const SIDETONE: BuildOptions = {
  threads: [
    "src/storage/embedded/database-worker.ts",
    "src/storage/sqlite/records-worker.ts",
    "src/storage/carry-over/carry-over-worker.ts",
  ],
  // Messages as generated code. The clients read descriptions instead, and only hand these on: 3 MB of source, 9 MB of memory.
  leftOut: {
    "@google-cloud/pubsub/build/protos/protos.js": ["google"],
    "@google-cloud/pubsub-api/build/protos/protos.js": ["google"],
    "google-gax/build/protos/iam_service.js": ["google"],
    "google-gax/build/protos/locations.js": ["google"],
    // Only for operations that go on for long, of which Sidetone starts none.
    "google-gax/build/protos/operations.js": ["google"],
    // Only for BullMQ's jobs that are repeated by a calendar, of which there are none; it brings a library of dates and time zones.
    "cron-parser/dist/index.js": ["CronExpressionParser"],
  },
  // A client describes its whole API to gRPC anew at each start: a subscriber needs a third, and permissions are never asked for.
  cut: {
    "@google-cloud/pubsub-api/build/protos/protos.json": (whole) =>
      cutDescription(whole as Description, ["google.pubsub.v1.Subscriber"]),
    "google-gax/build/protos/iam_service.json": (whole) =>
      cutDescription(whole as Description, ["google.iam.v1.IAMPolicy"]),
  },
  preparations: [
    (draft) => writeScripts(join(draft, PREPARED_PAGES), PAGE_ENTRIES),
    (draft) =>
      Bun.write(join(draft, PREPARED_DESCRIPTION), JSON.stringify(describe([...SERVICES, ...NOTIFICATIONS]))),
    (draft) => Bun.write(join(draft, PREPARED_VOICE), JSON.stringify(describeVoice())),
    (draft) => Bun.write(join(draft, PREPARED_TRANSLATION), JSON.stringify(describeTranslation())),
  ],
};
