/** No suggestions where events are pushed: nothing was ever pushed, or with a wrong token; told to agents and operators. */
import { afterAll, beforeAll, describe, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { HelpStory } from "../support/help-story.ts";
import { type OperatorDesk, startOperatorDesk } from "../support/operator-desk.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const PATH = "/human-agent-assistant-event";
const GUIDE = "google-cloud#push-instead";
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

let desk: OperatorDesk;
let story: HelpStory;
let sample: Sample;

describe.skipIf(!hasBrowser)("no suggestions, because", () => {
  beforeAll(async () => {
    sample = await readSample("lost-card");
    desk = await startOperatorDesk({
      settings: {
        ...{ PUBSUB_DELIVERY: "push", PUSH_AUDIENCE: "https://sidetone.example" },
        PUSH_SERVICE_ACCOUNT: "pusher@demo-project.iam.gserviceaccount.com",
        LAST_WORDS_DEADLINE_MS: "1000",
      },
    });
    // Else they would come that way.
    desk.scene.stage.cloud.setup.areSuggestionsAnswered = false;
    story = new HelpStory(desk, await desk.open());
  }, STORY_MS);
  afterAll(() => desk?.close(), STORY_MS);

  test(
    "nothing was ever pushed",
    async () => {
      const call = await story.call(sample);
      await story.openPanel(call.callId);
      await story.agentReads("Nothing has ever been sent to the server", "PUSH_SILENT");
      await call.end();
      await story.operatorReads(call.callKey, {
        ...{ code: "PUSH_SILENT", cause: "push-silent", says: `Nothing was ever pushed to ${PATH}` },
        ...{ remedy: `Point a push subscription at ${PATH}`, guide: GUIDE },
      });
    },
    STORY_MS,
  );

  test(
    "what is pushed has a wrong token",
    async () => {
      await fetch(`${desk.base}${PATH}`, {
        ...{ method: "POST", headers: { authorization: "Bearer x.y.z" }, body: "{}" },
      });
      const call = await story.call(sample);
      await story.openPanel(call.callId);
      await story.agentReads("what is sent to the server has the wrong key", "PUSH_REFUSED");
      await call.end();
      await story.operatorReads(call.callKey, {
        ...{ code: "PUSH_REFUSED", cause: "push-refused", says: `Pushes to ${PATH} are refused` },
        ...{ remedy: "PUSH_SERVICE_ACCOUNT and PUSH_AUDIENCE", guide: GUIDE },
      });
    },
    STORY_MS,
  );
});
