/** The chart's end of the link to its recogniser, which is beside the audio: commands and facts are messages. */
import { fromCallback } from "xstate";
import type {
  RecognizerCommand,
  RecognizerInput,
  RecognizerNews,
  RecognizerOrder,
} from "../actors/participant/recognizer.ts";

export interface RecognizerLink {
  /** Never throws. Orders arrive in the order in which they were posted. */
  post(order: RecognizerOrder): void;
  /** Hears the news of one recogniser, in order; returns the unsubscribe function. */
  onNews(id: string, listener: (news: RecognizerNews) => void): () => void;
}

/** A callback actor can fail only while it handles a message: this one makes it fail. */
interface Breakdown {
  type: "recognizer.broken";
  message: string;
}

/** Callback logic for the participant machine's `recognizer` actor; stopping the actor stops its recogniser. */
export function linkedRecognizer({ post, onNews }: RecognizerLink) {
  const logic = fromCallback<RecognizerCommand | Breakdown, RecognizerInput>(
    ({ input, self, receive, sendBack }) => {
      const id = crypto.randomUUID();
      const unlisten = onNews(id, (news) => {
        if (news.type === "fact") {
          sendBack(news.fact);
          return;
        }
        // Nothing below is called for an actor that fails.
        end();
        self.send({ type: "recognizer.broken", message: news.message });
      });
      const end = () => {
        unlisten();
        post({ type: "stop", id });
      };
      receive((command) => {
        if (command.type === "recognizer.broken") throw new Error(command.message);
        post({ type: "command", id, command });
      });
      post({ type: "begin", id, input });
      return end;
    },
  );
  return logic as ReturnType<typeof fromCallback<RecognizerCommand, RecognizerInput>>;
}
