import { expect, test } from "bun:test";
import { EventEmitter } from "node:events";
import type { RequestListener } from "./request-reader.ts";
import { type Five9Call, VoiceStream } from "./voice-stream.ts";

/** A stream whose RPC is played by hand, and a clock that lets one timer end at a time: what a held-up event loop does. */
function scene() {
  const timers: (() => void)[] = [];
  const heard: string[] = [];
  const call = new EventEmitter();
  let end = (): void => {};
  const requests = {
    start: ({ ended }: RequestListener) => {
      end = ended;
    },
    pause: () => {},
    resume: () => {},
  };
  const clock = {
    now: () => 0,
    setTimeout: (fn: () => void) => timers.push(fn),
    clearTimeout: (id: unknown) => void timers.splice(Number(id) - 1, 1),
  };
  const stream = new VoiceStream({
    ...{ call: call as Five9Call, requests, clock },
    onEnded: () => void heard.push("ended"),
  });
  stream.listen({
    message: () => heard.push("message"),
    halfClosed: () => heard.push("halfClosed"),
    gone: () => heard.push("gone"),
  });
  return { call, end: () => end(), heard, timers };
}

test("a server that was held up hears a cancel whose first half it read before", () => {
  const { call, end, heard, timers } = scene();
  end();
  timers.shift()?.();
  call.emit("cancelled");
  expect(heard).toEqual(["gone", "ended"]);
  expect(timers).toEqual([]);
});

test("an end that nothing follows is a half-close, said once", () => {
  const { end, heard, timers } = scene();
  end();
  for (let turn = 0; turn < 20; turn += 1) timers.shift()?.();
  expect(heard).toEqual(["halfClosed"]);
});
