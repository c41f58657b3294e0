/** Where events leave the simulator: the built-in broker, or a Pub/Sub emulator. */

export interface OutgoingMessage {
  /** Topic id, without project. */
  topic: string;
  data: Uint8Array;
  attributes: Record<string, string>;
  /** Deliver it twice, as at-least-once delivery may. */
  twice: boolean;
  /** From its publication to its delivery; an emulator decides itself. */
  lateMs: number;
}

export interface EventOutlet {
  /** Resolves with the message id. */
  publish(message: OutgoingMessage): Promise<string>;
  close(): Promise<void>;
}
