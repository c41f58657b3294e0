/** A call of one's own voice: the microphone as one leg, and words by the browser's recognition or by hand. */
import type { LiveCallView } from "../live-call.ts";
import { element } from "./element.ts";
import { type Microphone, openMicrophone } from "./microphone.ts";
import { post } from "./post.ts";
import { type BrowserRecognition, hasRecognition, openRecognition } from "./speech-recognition.ts";

export interface Placed {
  callId: string;
  panelPath: string;
  consolePath: string;
  isHeardByGoogle: boolean;
  problem?: string;
}

export interface Speaking {
  show(view: LiveCallView): void;
}

/** `place` places the call; undefined where that was refused. */
export function prepareSpeaking(place: () => Promise<Placed | undefined>): Speaking {
  const form = element("speak-form", HTMLFormElement);
  const speaker = element("speaker", HTMLSelectElement);
  const recognise = element("recognise", HTMLInputElement);
  const voices = element("voices", HTMLDivElement);
  const notice = element("microphone", HTMLParagraphElement);
  const level = element("level", HTMLMeterElement);
  let microphone: Microphone | undefined;
  let recognition: BrowserRecognition | undefined;
  /** The call that this page's microphone is for. */
  let callId: string | undefined;
  let isOpening = false;

  recognise.checked = hasRecognition();
  recognise.disabled = !recognise.checked;

  function silence(): void {
    callId = undefined;
    recognition?.close();
    microphone?.close();
    recognition = undefined;
    microphone = undefined;
    level.value = 0;
  }

  async function speak(): Promise<void> {
    if (isOpening) return;
    isOpening = true;
    try {
      await begin(speaker.value);
    } finally {
      isOpening = false;
    }
  }

  async function begin(as: string): Promise<void> {
    silence();
    notice.textContent = "";
    try {
      microphone = await openMicrophone(as, {
        onLevel: (value) => {
          level.value = value;
        },
        onEnd: () => {
          notice.textContent = "The microphone is gone. Write what is said, or speak anew.";
        },
      });
    } catch (caught) {
      const reason = caught instanceof DOMException ? caught.name : String(caught);
      notice.textContent = `${REASONS[reason] ?? `The microphone cannot be used (${reason}).`} Write what is said instead.`;
    }
    const placed = await place();
    if (placed === undefined) return silence();
    callId = placed.callId;
    if (microphone !== undefined && recognise.checked && !placed.isHeardByGoogle) listen(as);
  }

  function listen(as: string): void {
    recognition = openRecognition(
      (text) => void say(as, text, "browser"),
      (reason) => {
        recognition = undefined;
        recognise.checked = false;
        notice.textContent = `The browser's speech recognition does not work here (${reason}). Write what you said, after you said it.`;
      },
    );
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void speak();
  });
  for (const words of voices.querySelectorAll("form")) {
    words.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = String(new FormData(words).get("text") ?? "");
      if (text.trim() === "") return;
      words.reset();
      void say(words.dataset.speaker ?? "", text, "hand").then(({ problem }) => {
        if (problem !== undefined) notice.textContent = problem;
      });
    });
  }

  return {
    show(view) {
      const isOver = view.state === "over";
      voices.hidden = !view.isSpoken || isOver;
      for (const words of voices.querySelectorAll<HTMLElement>(".say, .hint"))
        words.hidden = view.isHeardByGoogle;
      if (callId !== undefined && (callId !== view.callId || isOver)) silence();
      if (view.state === "held") recognition?.pause();
      else recognition?.resume();
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: "The browser does not let this page use the microphone.",
  NotFoundError: "The browser finds no microphone.",
};

function say(as: string, text: string, by: "hand" | "browser") {
  const words = new FormData();
  for (const [name, value] of Object.entries({ speaker: as, text, by })) words.set(name, value);
  return post<{ problem?: string }>("say", words);
}
