import { afterEach, beforeEach, expect, test } from "bun:test";
import { type MicrosoftCloud, startMicrosoftCloud } from "../../../../simulators/vaic/microsoft/cloud.ts";
import { eventually } from "../../../../test/support/eventually.ts";
import { systemClock } from "../../../base/clock.ts";
import { createLogger } from "../../../base/log.ts";
import type { OutboundActivity } from "../activity.ts";
import { encodeBotFramework } from "../frameworks/bot-framework-codec.ts";
import { createAppTokens } from "./app-token.ts";
import { openConnectorChannel } from "./connector.ts";
import { serviceHostCheck } from "./service-hosts.ts";
import { CHANNEL_AUDIENCE } from "./skill-claims.ts";

let cloud: MicrosoftCloud;
let heard: Record<string, unknown>[];
beforeEach(async () => {
  cloud = await startMicrosoftCloud();
  heard = [];
  cloud.onActivity("c/1", (activity) => heard.push(activity));
});
afterEach(() => cloud.close());

const metadata = (number: number): OutboundActivity => ({
  kind: "metadata",
  id: `m-${number}`,
  timestampMs: 0,
  value: { number },
});

function channel(
  overrides: { appPassword?: string; conversationId?: string; serviceUrl?: string; audience?: string } = {},
) {
  const { appId, tokenUrl } = cloud;
  const { appPassword = cloud.appPassword, serviceUrl = cloud.serviceUrl } = overrides;
  const clock = systemClock;
  const appTokens = createAppTokens({ tokenUrl, appId, appPassword, clock });
  return openConnectorChannel(
    {
      serviceUrl,
      conversationId: overrides.conversationId ?? "c/1",
      bot: { id: "bot" },
      user: { id: "caller" },
    },
    {
      appToken: appTokens.for(overrides.audience ?? CHANNEL_AUDIENCE),
      encode: encodeBotFramework,
      clock,
      logger: createLogger("silent"),
    },
  );
}

test("activities go out in order, from the bot to the caller, on one token", async () => {
  const way = channel();
  way.put([metadata(1), metadata(2)]);
  way.put([metadata(3)]);
  await eventually(() => expect(heard).toHaveLength(3));
  expect(heard.map(({ value }) => value)).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  expect(heard[0]).toMatchObject({
    type: "event",
    name: "sendMetaData",
    conversation: { id: "c/1" },
    from: { id: "bot" },
    recipient: { id: "caller" },
  });
  expect(cloud.tokensIssued()).toBe(1);
});

test("a connector that is down for a moment, and a token that is no longer taken, cost no activity", async () => {
  const way = channel();
  way.put([metadata(1)]);
  await eventually(() => expect(heard).toHaveLength(1));
  cloud.failNext(1);
  cloud.revokeTokens();
  way.put([metadata(2), metadata(3)]);
  await eventually(() =>
    expect(heard.map(({ value }) => value)).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]),
  );
  expect(cloud.tokensIssued()).toBe(2);
});

test("wrong credentials end the try at once; what is queued when the channel closes still goes out", async () => {
  channel({ appPassword: "wrong" }).put([metadata(1)]);
  await eventually(() => expect(cloud.refusals).toEqual(["wrong client credentials"]));
  const way = channel();
  way.put([metadata(2), metadata(3)]);
  way.close();
  way.put([metadata(4)]);
  await eventually(() => expect(heard).toHaveLength(2));
  expect(heard.map(({ value }) => value)).toEqual([{ number: 2 }, { number: 3 }]);
});

test("a bot that called Sidetone as its skill takes a token for itself and no other", async () => {
  const { appId: audience, serviceUrl } = cloud.skillHost;
  channel({ serviceUrl, audience }).put([metadata(1)]);
  await eventually(() => expect(heard).toHaveLength(1));
  channel({ serviceUrl }).put([metadata(2)]);
  channel({ audience }).put([metadata(3)]);
  await eventually(() => expect(cloud.refusals.length).toBeGreaterThanOrEqual(2));
  expect(new Set(cloud.refusals)).toEqual(new Set(["Invalid audience."]));
  expect(heard).toHaveLength(1);
});

test.each([
  ["https://europe.directline.botframework.com/", true],
  ["https://botframework.com.evil.example/", false],
  ["https://evilbotframework.com/", false],
  ["http://europe.directline.botframework.com/", false],
  ["https://smba.trafficmanager.net/emea/", true],
  ["https://user:secret@smba.trafficmanager.net/", false],
  ["http://127.0.0.1:3978/connector", true],
  ["http://127.0.0.1:3979/connector", false],
  ["ftp://smba.trafficmanager.net/", false],
  ["nonsense", false],
])("a service URL %s is believed: %p", (serviceUrl, isBelieved) => {
  const hosts = ["*.botframework.com", "smba.trafficmanager.net", "127.0.0.1:3978"];
  expect(serviceHostCheck(hosts)(serviceUrl)).toBe(isBelieved);
});
