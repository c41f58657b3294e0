import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import type { SuggestionContent } from "../../assist/suggestion.ts";
import { createFeedbackDesk, type FeedbackDesk } from "./feedback-desk.ts";
import type { Card } from "./state/card.ts";

interface Batch {
  conversationName: string;
  items: Record<string, unknown>[];
}

let server: Bun.Server<undefined>;
let batches: Batch[];
let answer: (batch: Batch) => Response | Promise<Response>;
let desk: FeedbackDesk;

beforeEach(() => {
  batches = [];
  answer = () => Response.json({ retry: [] });
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      const batch = (await request.json()) as Batch;
      batches.push(batch);
      return await answer(batch);
    },
  });
  desk = createFeedbackDesk({
    url: `http://127.0.0.1:${server.port}/feedback`,
    conversationName: "projects/p/conversations/c",
    pass: { token: () => "a token" },
  });
});
afterEach(async () => {
  desk.close();
  await server.stop(true);
});

function card(content: SuggestionContent, records: string[]): Card {
  return { id: "m1:0", order: 1, timeMs: 0, content, origin: { records, detail: "none" } };
}
const replies = card({ kind: "replies", replies: ["one", "two"] }, ["r1", "r2"]);
const note = card({ kind: "note", text: "text" }, ["r3"]);
const articles = card(
  {
    kind: "articles",
    articles: [
      { title: "a", uri: "https://a.example/", excerpt: "" },
      { title: "b", uri: "https://b.example/", excerpt: "" },
    ],
  },
  ["r4", "r5"],
);
const items = () => batches.flatMap((batch) => batch.items);

test("what happens together is told together, each thing once, of the record it belongs to", async () => {
  desk.displayed(replies);
  desk.displayed(replies);
  desk.copied(replies, 1);
  desk.copied(replies, 1);
  desk.opened(articles, "https://b.example/");
  desk.judged(note, "up");
  await eventually(() => batches.length === 1);
  expect(items()).toEqual([
    expect.objectContaining({
      answerRecord: "r1",
      displayed: true,
      clicked: false,
      copied: false,
      verdict: null,
    }),
    expect.objectContaining({ answerRecord: "r2", displayed: true, clicked: true, copied: true }),
    expect.objectContaining({ answerRecord: "r5", clicked: true, openedUris: ["https://b.example/"] }),
    expect.objectContaining({ answerRecord: "r3", verdict: "up", displayed: false }),
  ]);
  desk.displayed(replies);
  desk.opened(articles, "https://b.example/");
  desk.judged(note, undefined);
  await eventually(() => batches.length === 2);
  expect(batches[1]?.items).toEqual([expect.objectContaining({ answerRecord: "r3", verdict: "none" })]);
});

test("what could not be told is told again with all that has happened since; what is refused is not", async () => {
  answer = () => new Response(null, { status: 503 });
  desk.displayed(note);
  desk.flush();
  await eventually(() => batches.length === 1);
  answer = () => Response.json({ retry: [], refused: ["r3"] });
  desk.judged(note, "down");
  await eventually(() => batches.length === 2);
  expect(batches[1]?.items).toEqual([
    expect.objectContaining({ answerRecord: "r3", displayed: true, verdict: "down" }),
  ]);
  desk.flush();
  desk.displayed(articles);
  await eventually(() => batches.length === 3);
  expect(batches[2]?.items.map(({ answerRecord }) => answerRecord)).toEqual(["r4", "r5"]);
});

test("suggestions without a record are told of to nobody, and without an address nothing is", async () => {
  desk.judged(card({ kind: "note", text: "x" }, [""]), "up");
  const mute = createFeedbackDesk({ url: "", conversationName: "c", pass: { token: () => "" } });
  mute.judged(note, "up");
  mute.flush();
  desk.displayed(replies);
  await eventually(() => batches.length === 1);
  expect(items().map(({ answerRecord }) => answerRecord)).toEqual(["r1", "r2"]);
});
