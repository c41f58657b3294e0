/** What GOOGLE=1 says where something of Google's side is missing, and what it takes of the settings. */
import { expect, test } from "bun:test";
import { googleSideOf } from "./google-side.ts";

const PROFILE = "projects/my-project/locations/global/conversationProfiles/abc";
const SIMULATED = { DIALOGFLOW_ENDPOINT: "127.0.0.1:1", PUBSUB_EMULATOR_HOST: "127.0.0.1:2" };
const told = (environment: Record<string, string>) =>
  googleSideOf(environment).then(
    () => [],
    (error: Error) => error.message.split("\n").slice(1, -1),
  );

test.each<[string, Record<string, string>, string[]]>([
  ["nothing is set", {}, ["PROJECT_ID is not set.", "CONVERSATION_PROFILE_NAME is not set."]],
  [
    "the profile has its short name",
    { PROJECT_ID: "p", CONVERSATION_PROFILE_NAME: "abc" },
    ['CONVERSATION_PROFILE_NAME is "abc" and must read projects/PROJECT/'],
  ],
  [
    "the profile is another project's",
    { PROJECT_ID: "other", CONVERSATION_PROFILE_NAME: PROFILE },
    ["CONVERSATION_PROFILE_NAME belongs to project my-project, but PROJECT_ID is other. Make them the same."],
  ],
  [
    "the key file is not there",
    { CONVERSATION_PROFILE_NAME: PROFILE, GOOGLE_APPLICATION_CREDENTIALS: "/absent.json" },
    ["GOOGLE_APPLICATION_CREDENTIALS is /absent.json, but there is no such file."],
  ],
])("%s", async (_, environment, sentences) => {
  // Google's library reads the file's name from this process, as the demo's own does.
  const before = process.env.GOOGLE_APPLICATION_CREDENTIALS;
  process.env.GOOGLE_APPLICATION_CREDENTIALS = environment.GOOGLE_APPLICATION_CREDENTIALS ?? "/absent.json";
  const lines = await told(environment);
  if (before === undefined) delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  else process.env.GOOGLE_APPLICATION_CREDENTIALS = before;
  expect(lines).toHaveLength(sentences.length);
  for (const [index, sentence] of sentences.entries()) expect(lines[index]).toStartWith(`  - ${sentence}`);
});

test("it takes what concerns Google and nothing else, pulls always, and has the project from the profile", async () => {
  const side = await googleSideOf({
    ...SIMULATED,
    CONVERSATION_PROFILE_NAME: PROFILE,
    PUBSUB_DELIVERY: "push",
    MESSAGE_SUBSCRIPTION: "mine",
    https_proxy: "http://proxy.example:3128",
    FIVE9_TRUST_TOKEN: "not for the demo",
    REDIS_URL: "redis://not.for.the.demo",
  });
  expect(side.settings).toEqual({
    ...SIMULATED,
    PROJECT_ID: "my-project",
    CONVERSATION_PROFILE_NAME: PROFILE,
    PUBSUB_DELIVERY: "pull",
    MESSAGE_SUBSCRIPTION: "mine",
    https_proxy: "http://proxy.example:3128",
  });
  expect(side.isSimulated).toBe(true);
  expect(side.subscriptions).toContain("mine");
});
