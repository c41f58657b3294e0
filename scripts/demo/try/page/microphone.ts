/** The browser's microphone as a speaker's leg: 8 kHz, 16 bits, over a WebSocket to the demo. */

export interface Microphone {
  close(): void;
}

export interface MicrophoneEvents {
  /** How loud it is now, from 0 to 1; ten times a second. */
  onLevel(level: number): void;
  /** It ended by itself: unplugged, taken away, or the demo is gone. */
  onEnd(): void;
}

/** Of what the connection could not take yet, at most this much waits; the rest is dropped. */
const MOST_WAITING_BYTES = 32_000;
const PIECES_PER_LEVEL = 5;

/** Rejects with the browser's DOMException where there is no microphone or nobody allows it. */
export async function openMicrophone(speaker: string, events: MicrophoneEvents): Promise<Microphone> {
  const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const context = new AudioContext();
  await context.audioWorklet.addModule("/try/microphone-worklet.js");
  const address = new URL(`/try/api/microphone?speaker=${speaker}`, location.href);
  address.protocol = "ws:";
  const socket = new WebSocket(address);
  const node = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0, channelCount: 1 });
  let isOpen = true;
  let loudest = 0;
  let count = 0;

  function close(): void {
    isOpen = false;
    for (const track of stream.getTracks()) track.stop();
    socket.close();
    void context.close();
  }
  function end(): void {
    if (!isOpen) return;
    close();
    events.onEnd();
  }

  node.port.onmessage = ({ data }: MessageEvent<Int16Array<ArrayBuffer>>) => {
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < MOST_WAITING_BYTES) socket.send(data);
    for (const sample of data) loudest = Math.max(loudest, Math.abs(sample));
    count += 1;
    if (count % PIECES_PER_LEVEL !== 0) return;
    events.onLevel(loudest / 32_768);
    loudest = 0;
  };
  for (const track of stream.getTracks()) track.addEventListener("ended", end);
  socket.addEventListener("close", end);
  context.createMediaStreamSource(stream).connect(node);
  await context.resume();
  return { close };
}
