/** The names of a call. */

/** Names a call. `callKey` is also the conversation id at Dialogflow, for example five9-600000000054602. */
export interface CallRef {
  callKey: string;
  /** Of its carrier. */
  source: string;
  /** The vendor's own id of the call, as received. */
  vendorCallId: string;
}
