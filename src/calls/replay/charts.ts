/** The current charts with nothing behind them: their decisions are not carried out, and no answer comes. */
import { createMachine, fromCallback, fromPromise, type InputFrom } from "xstate";
import { type callMachine, callMachine as callOfToday } from "../../actors/call/machine.ts";
import {
  type participantMachine,
  participantMachine as participantOfToday,
} from "../../actors/participant/machine.ts";
import type { RecognizerCommand, RecognizerInput } from "../../actors/participant/recognizer.ts";

export interface Charts {
  call: typeof callMachine;
  participant: typeof participantMachine;
}

export const CHARTS_OF_TODAY: Charts = { call: callOfToday, participant: participantOfToday };

const silence = fromCallback(() => {});
const silentRecognizer = fromCallback<RecognizerCommand, RecognizerInput>(() => {});
/** Answers come from the history. */
const never = <T>(): Promise<T> => new Promise(() => {});
const openConversation = fromPromise<{ conversationName: string }, { conversationId: string }>(never);
const completeConversation = fromPromise<void, { conversationName: string }>(never);

/**
 * Gaps between legs are found with the help of counters, which no history has: they are taken as told. Participants are
 * replayed on their own.
 */
export function silentCall(call: Charts["call"]): Charts["call"] {
  return call.provide({
    actors: {
      participant: silence as unknown as Charts["participant"],
      openConversation,
      completeConversation,
    },
    actions: { noticeGap: () => {} },
  });
}

/** A parent to report to, with the participant as its only child. */
export function hostOf(
  participant: Charts["participant"],
  id: string,
  input: InputFrom<Charts["participant"]>,
) {
  const silent = participant.provide({ actors: { recognizer: silentRecognizer } });
  return createMachine({
    context: ({ spawn }) => ({ child: spawn(silent, { id, input }) }),
    on: { "*": {} },
  });
}
