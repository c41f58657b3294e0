/** What names a call, everywhere. */

export type CallSource = "five9" | "audiocodes";

/** Names a call. `callKey` is also the conversation id at Dialogflow, for example five9-600000000054602. */
export interface CallRef {
  callKey: string;
  source: CallSource;
  /** The vendor's own id of the call, as received. */
  vendorCallId: string;
}
