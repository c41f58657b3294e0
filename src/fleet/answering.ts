/** Questions between instances, on top of plain messages: each has an id, a deadline and one answer. */
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { type ErrorCode, SidetoneError } from "../base/errors.ts";
import type { AskTopic, Bus, Topic } from "./bus.ts";

interface Asked {
  id: string;
  topic: string;
  question: unknown;
}

type Answered = { id: string } & (
  | { answer: unknown }
  | { error: { code: ErrorCode; message: string; retryable: boolean } }
);

const ASKED: Topic<Asked> = { name: "asked" };
const ANSWERED: Topic<Answered> = { name: "answered" };

type Answer = (question: unknown, from: string) => unknown;

export function answering({ tell, on, clock }: Pick<Bus, "tell" | "on"> & { clock: Clock }) {
  const answers = new Map<string, Answer>();
  const waiting = new Map<string, PromiseWithResolvers<unknown> & { to: string }>();

  async function answer({ id, topic, question }: Asked, from: string): Promise<Answered> {
    try {
      const find = answers.get(topic);
      if (find === undefined) throw new SidetoneError("NOT_FOUND", `this instance answers no ${topic}`);
      return { id, answer: await find(question, from) };
    } catch (caught) {
      const { code, message, retryable } = SidetoneError.from(caught);
      return { id, error: { code, message, retryable } };
    }
  }

  on(ASKED, (asked, from) => {
    // An answer that cannot be said is one that the other side does not wait for any more.
    void answer(asked, from).then((answered) => tell(from, ANSWERED, answered).catch(() => {}));
  });
  on(ANSWERED, (answered) => {
    const asked = waiting.get(answered.id);
    if (asked === undefined) return;
    if ("answer" in answered) return asked.resolve(answered.answer);
    const { code, message, retryable } = answered.error;
    asked.reject(new SidetoneError(code, message, { retryable }));
  });

  return {
    async ask<Q, A>(instanceId: string, topic: AskTopic<Q, A>, question: Q, deadlineMs: number): Promise<A> {
      const id = crypto.randomUUID();
      const asked = { ...Promise.withResolvers<unknown>(), to: instanceId };
      waiting.set(id, asked);
      tell(instanceId, ASKED, { id, topic: topic.name, question }).catch(asked.reject);
      try {
        return (await withDeadline(clock, deadlineMs, asked.promise, `Asking for ${topic.name}`)) as A;
      } finally {
        waiting.delete(id);
      }
    },
    onAsk<Q, A>(topic: AskTopic<Q, A>, find: (question: Q, from: string) => Promise<A> | A): () => void {
      if (answers.has(topic.name)) throw new SidetoneError("INTERNAL", `${topic.name} has an answer already`);
      answers.set(topic.name, find as Answer);
      return () => void answers.delete(topic.name);
    },
    noteGone(instance: string): void {
      const gone = new SidetoneError("UPSTREAM_UNAVAILABLE", "that instance is gone", { retryable: true });
      for (const { to, reject } of waiting.values()) if (to === instance) reject(gone);
    },
    close() {
      for (const { reject } of waiting.values()) {
        reject(new SidetoneError("SHUTTING_DOWN", "this instance is leaving", { retryable: true }));
      }
    },
  };
}
