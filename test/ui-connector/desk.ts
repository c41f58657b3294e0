/** A desktop as Google's front end is one: socket.io-client, the four events, acknowledgements of two arguments. */
import { io, type Socket } from "socket.io-client";
import type { ConnectorTarget } from "./target.ts";

export const EVENT_NAMES = [
  "human-agent-assistant-event",
  "conversation-lifecycle-event",
  "new-message-event",
  "new-recognition-result-notification-event",
] as const;

export type Envelope = Record<string, unknown> & { data: string; data_type: string };

export interface Desk {
  socket: Socket;
  /** Every event of the server's, in order of arrival, by the name it came under. */
  heard: { name: string; args: unknown[] }[];
  /** The envelopes among them. */
  envelopes(): Envelope[];
  emit(event: string, ...args: unknown[]): Promise<unknown[]>;
  close(): void;
}

/** Connects; rejects with the CONNECT_ERROR if the server refuses. */
export async function openDesk(
  target: Pick<ConnectorTarget, "baseUrl">,
  auth: object,
  transports: string[] = ["websocket"],
): Promise<Desk> {
  const socket = io(target.baseUrl, {
    transports,
    auth,
    forceNew: true,
    reconnection: false,
    timeout: 120_000,
  });
  const heard: Desk["heard"] = [];
  socket.onAny((name: string, ...args: unknown[]) => heard.push({ name, args }));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
  } catch (refusal) {
    socket.close();
    throw refusal;
  }
  return {
    socket,
    heard,
    envelopes: () =>
      heard
        .filter(({ name }) => (EVENT_NAMES as readonly string[]).includes(name))
        .map(({ args }) => args[0] as Envelope),
    emit: (event, ...args) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${event} was not acknowledged`)), 120_000);
        socket.emit(event, ...args, (...answer: unknown[]) => {
          clearTimeout(timer);
          resolve(answer);
        });
      }),
    close: () => socket.close(),
  };
}
