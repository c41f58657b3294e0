/** An agent's desktop without a screen: fetches the panel page as a browser would and listens on its socket. */
import { io, type Socket } from "socket.io-client";

/** The envelope as it came, with the time of its arrival. */
export interface DesktopEvent {
  dataType: string;
  sequence: number | undefined;
  messageId: string;
  /** RFC 3339, as Pub/Sub stamped it. */
  publishTime: string;
  participantRole: string | undefined;
  data: Record<string, unknown>;
  arrivedAtMs: number;
}

export interface DesktopClient {
  /** In order of arrival. */
  readonly events: DesktopEvent[];
  /** Views of the call as pushed, newest last. */
  readonly callStates: Record<string, unknown>[];
  onEvent(listener: (event: DesktopEvent) => void): void;
  close(): void;
}

export interface DesktopClientOptions {
  httpBaseUrl: string;
  callId: string;
  launchKey: string;
  /** Whose call id it is. Default "five9". */
  source?: string;
}

const PAGE_DEADLINE_MS = 60_000;
const CONNECT_DEADLINE_MS = 120_000;

const DATA_TYPES = [
  "human-agent-assistant-event",
  "conversation-lifecycle-event",
  "new-message-event",
  "new-recognition-result-notification-event",
  "sidetone-translation-event",
];

/** The address an agent's browser opens. */
export function panelUrl({ httpBaseUrl, callId, launchKey, source }: DesktopClientOptions): string {
  const query = new URLSearchParams({ call_id: callId, launch_key: launchKey });
  if (source !== undefined && source !== "five9") query.set("source", source);
  return `${httpBaseUrl}/agent-assist-ui-modules/?${query}`;
}

/** Opens the page, takes its token and joins. Rejects when the page or the join is refused. */
export async function openDesktop(options: DesktopClientOptions): Promise<DesktopClient> {
  const { token, conversationName } = await fetchPanelSettings(options);
  const events: DesktopEvent[] = [];
  const callStates: Record<string, unknown>[] = [];
  const listeners: ((event: DesktopEvent) => void)[] = [];
  const socket: Socket = io(options.httpBaseUrl, { transports: ["websocket"], auth: { token } });
  const endMs = Date.now() + CONNECT_DEADLINE_MS;
  let lastSequence = 0;

  for (const dataType of DATA_TYPES) {
    socket.on(dataType, (envelope: Record<string, unknown>) => {
      const sequence = typeof envelope.sequence === "number" ? envelope.sequence : undefined;
      lastSequence = Math.max(lastSequence, sequence ?? 0);
      const event: DesktopEvent = {
        dataType,
        sequence,
        messageId: String(envelope.message_id),
        publishTime: String(envelope.publish_time),
        participantRole: envelope.participant_role as string | undefined,
        data: JSON.parse(String(envelope.data)) as Record<string, unknown>,
        arrivedAtMs: Date.now(),
      };
      events.push(event);
      for (const listener of listeners) listener(event);
    });
  }
  socket.on("call-state", (view: Record<string, unknown>) => callStates.push(view));
  await new Promise<void>((resolve, reject) => {
    socket.on("connect_error", (error) => {
      // The client goes on trying where a busy machine was late.
      if (socket.active && Date.now() < endMs) return;
      socket.close();
      reject(new Error(`The desktop was refused: ${error.message}`));
    });
    socket.on("connect", () => {
      socket.emit(
        "join-conversation",
        conversationName,
        { after: lastSequence },
        (ok: boolean, room: string) => {
          if (ok) resolve();
          else reject(new Error(`The desktop may not join ${room}`));
        },
      );
    });
  });
  return { events, callStates, onEvent: (listener) => listeners.push(listener), close: () => socket.close() };
}

/** What the panel page tells its script. */
export async function fetchPanelSettings(
  options: DesktopClientOptions,
): Promise<{ token: string; conversationName: string }> {
  const response = await fetch(panelUrl(options), { signal: AbortSignal.timeout(PAGE_DEADLINE_MS) });
  const page = await response.text();
  const json = /<script type="application\/json"[^>]*>([^<]*)<\/script>/.exec(page)?.[1];
  if (!response.ok || json === undefined) throw new Error(`The panel page answered ${response.status}`);
  return JSON.parse(json) as { token: string; conversationName: string };
}
