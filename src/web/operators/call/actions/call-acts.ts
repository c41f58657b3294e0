/** The actions on a call, and their effect on caller, agent and audio. Pure. */

import type { CallAction } from "../../../../contract/access.ts";
import { theSpeaker } from "../../../../contract/speaker.ts";
import { topState } from "../../chart/state-words.ts";
import type { IconName } from "../../parts/icons.ts";
import type { Moment } from "../story/moment.ts";

export interface CallAct {
  action: CallAction;
  label: string;
  icon: IconName;
  isDanger: boolean;
  /** The question before it is done. */
  title: string;
  text: string;
  /** Done, in the words of the message that says so. */
  done: string;
}

const ON: ReadonlySet<string> = new Set(["recognizing", "starting", "recovering", "rollingOver"]);
const OFF: ReadonlySet<string> = new Set(["paused", "failed", "idle"]);

/** Those that mean something in the state the call is in, the gravest last. */
export function actsOf(moment: Moment): CallAct[] {
  const speakers = Object.keys(moment.actors)
    .filter((actor) => actor.startsWith("participant:"))
    .map((actor) => actor.slice("participant:".length));
  const ofSpeakers = speakers.flatMap((speaker) => {
    const who = theSpeaker(speaker, speakers);
    const state = topState(moment.actors[`participant:${speaker}`]?.state);
    const isStopped = moment.stopped[speaker] !== undefined;
    return [
      ...(state === "recognizing" ? [rollOver(speaker, who)] : []),
      ...(ON.has(state) && !isStopped ? [stop(speaker, who)] : []),
      ...(isStopped || OFF.has(state) ? [start(speaker, who)] : []),
    ];
  });
  return [...ofSpeakers, END];
}

function rollOver(speaker: string, who: string): CallAct {
  return {
    action: { action: "recognition.rollOver", speaker },
    label: `Renew ${who}'s stream`,
    icon: "rollOver",
    isDanger: false,
    title: `Renew ${who}'s recognition stream now?`,
    text: "The stream rests for at most 0.8 s, is cancelled, and a new one begins exactly after the last final. No audio is lost, no word comes twice, and neither caller nor agent hears anything.",
    done: `A new stream was asked for ${who}.`,
  };
}

function stop(speaker: string, who: string): CallAct {
  return {
    action: { action: "recognition.stop", speaker },
    label: `Stop recognising ${who}`,
    icon: "pause",
    isDanger: true,
    title: `Stop recognising ${who}?`,
    text: `Words until now still come. After that the agent gets no transcript of ${who} and no suggestions from it, until recognition is started again. The call continues, and the buffer keeps its newest audio.`,
    done: `Recognition of ${who} is being stopped.`,
  };
}

function start(speaker: string, who: string): CallAct {
  return {
    action: { action: "recognition.start", speaker },
    label: `Start recognising ${who}`,
    icon: "play",
    isDanger: false,
    title: `Start recognising ${who}?`,
    text: `A new stream begins with the oldest audio that is still kept, so ${who}'s last words may come late. A recognition that failed will fail again unless its cause is gone.`,
    done: `Recognition of ${who} is being started.`,
  };
}

const END: CallAct = {
  action: { action: "call.end" },
  label: "End assist",
  icon: "stop",
  isDanger: true,
  title: "End the assistance of this call?",
  text: "All audio streams of the call are closed and its conversation is completed. The agent gets no more transcript or suggestions, and later streams of this call are refused. The phone call between caller and agent continues.",
  done: "The call's assistance is ending.",
};
