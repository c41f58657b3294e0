/** The browser's own speech recognition (Web Speech API, webaudio.github.io/web-speech-api), where it has one. */

interface Recognition extends EventTarget {
  continuous: boolean;
  interimResults: boolean;
  lang: string;
  start(): void;
  stop(): void;
  abort(): void;
}
type RecognitionMaker = new () => Recognition;
interface ResultEvent extends Event {
  resultIndex: number;
  results: SpeechRecognitionResultList;
}
interface ErrorEvent extends Event {
  error: string;
}

/** After these it goes on by itself; all others say that it cannot work here. */
const PASSING = ["no-speech", "aborted"];
const AGAIN_MS = 300;
/** A browser without a service behind it may say nothing at all, neither that it listens nor that it cannot. */
const ANSWER_DEADLINE_MS = 10_000;

export interface BrowserRecognition {
  /** While the call is on hold nothing is written down. */
  pause(): void;
  resume(): void;
  close(): void;
}

export const hasRecognition = (): boolean => recognitionMaker() !== undefined;

function recognitionMaker(): RecognitionMaker | undefined {
  const scope = globalThis as {
    SpeechRecognition?: RecognitionMaker;
    webkitSpeechRecognition?: RecognitionMaker;
  };
  return scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
}

/** Listens until it is closed. `onFailure` is told why it cannot go on, once. */
export function openRecognition(
  onWords: (text: string) => void,
  onFailure: (reason: string) => void,
): BrowserRecognition {
  const Maker = recognitionMaker();
  if (Maker === undefined) throw new Error("this browser has no speech recognition");
  const recognition = new Maker();
  recognition.continuous = true;
  recognition.interimResults = false;
  recognition.lang = navigator.language;
  let state: "listening" | "paused" | "closed" = "listening";
  let isRunning = false;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    if (isRunning || state !== "listening") return;
    isRunning = true;
    deadline = setTimeout(() => fail("no answer"), ANSWER_DEADLINE_MS);
    recognition.start();
  }

  function fail(reason: string): void {
    clearTimeout(deadline);
    if (state === "closed") return;
    state = "closed";
    recognition.abort();
    onFailure(reason);
  }

  recognition.addEventListener("start", () => clearTimeout(deadline));

  recognition.addEventListener("result", (event) => {
    const { resultIndex, results } = event as ResultEvent;
    for (let index = resultIndex; index < results.length; index++) {
      const text = results[index]?.[0]?.transcript.trim() ?? "";
      if (results[index]?.isFinal === true && text !== "") onWords(text);
    }
  });
  recognition.addEventListener("error", (event) => {
    const { error } = event as ErrorEvent;
    if (!PASSING.includes(error)) fail(error);
  });
  // A browser ends it after some silence.
  recognition.addEventListener("end", () => {
    isRunning = false;
    clearTimeout(deadline);
    setTimeout(begin, AGAIN_MS);
  });
  begin();
  return {
    pause() {
      if (state !== "listening") return;
      state = "paused";
      clearTimeout(deadline);
      recognition.stop();
    },
    resume() {
      if (state !== "paused") return;
      state = "listening";
      begin();
    },
    close() {
      state = "closed";
      clearTimeout(deadline);
      recognition.abort();
    },
  };
}
