/** One agent's desktop in the storm: keeps what it gets, loses its connection when told to, and comes back by itself. */
import { io, type Socket } from "socket.io-client";

export interface StormDesktop {
  callId: string;
  /** Sequences in the order of their arrival, over all connections. */
  readonly sequences: number[];
  readonly messageIds: string[];
  joins(): number;
  /** Loses the connection as a network would; the client reconnects by itself. */
  drop(): void;
  /** Closes the laptop; `wake` opens it again. */
  sleep(): void;
  wake(): void;
  isJoined(): boolean;
  close(): void;
}

export interface StormDesktopOptions {
  httpBaseUrl: string;
  callId: string;
  token: string;
  conversationName: string;
}

const DATA_TYPES = ["human-agent-assistant-event", "conversation-lifecycle-event", "new-message-event"];

export function openStormDesktop(options: StormDesktopOptions): StormDesktop {
  const sequences: number[] = [];
  const messageIds: string[] = [];
  let joins = 0;
  let isJoined = false;
  const socket: Socket = io(options.httpBaseUrl, {
    transports: ["websocket"],
    auth: { token: options.token },
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1_000,
  });
  for (const dataType of DATA_TYPES) {
    socket.on(dataType, (envelope: { sequence?: number; message_id: string }) => {
      sequences.push(envelope.sequence ?? 0);
      messageIds.push(envelope.message_id);
    });
  }
  socket.on("connect", () => {
    const after = sequences.at(-1) ?? 0;
    socket.emit("join-conversation", options.conversationName, { after }, (ok: boolean) => {
      joins += 1;
      isJoined = ok;
    });
  });
  socket.on("disconnect", () => {
    isJoined = false;
  });
  return {
    callId: options.callId,
    sequences,
    messageIds,
    joins: () => joins,
    drop: () => socket.io.engine?.close(),
    sleep: () => void socket.disconnect(),
    wake: () => void socket.connect(),
    isJoined: () => isJoined,
    close: () => void socket.disconnect(),
  };
}
