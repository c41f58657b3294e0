/** Recognisers as in one process, but every message goes as JSON text: what text cannot carry fails the test. */
import type { BeginRecognizer } from "../../src/actors/participant/recognizer.ts";
import { localRecognizers } from "../../src/calls/recognizer-host.ts";
import type { RecognizerLink } from "../../src/calls/recognizer-link.ts";
import { asMessage } from "./as-message.ts";

export interface CopiedRecognizers extends RecognizerLink {
  /** Types of the commands and facts that went so far. */
  readonly seen: ReadonlySet<string>;
}

export function copiedRecognizers(begin: BeginRecognizer): CopiedRecognizers {
  const seen = new Set<string>();
  const { post, onNews } = localRecognizers(begin);
  return {
    seen,
    post(order) {
      if (order.type === "command") seen.add(order.command.type);
      post(asMessage(order));
    },
    onNews: (id, listener) =>
      onNews(id, (news) => {
        if (news.type === "fact") seen.add(news.fact.type);
        listener(asMessage(news));
      }),
  };
}
