/** Which calls may begin: a bounded number at once, with separate places for announced ones without audio. */
import { Announcements } from "./announcements.ts";

/** Share of the places that calls without audio may take, because an announcement alone proves no call. */
const ANNOUNCED_SHARE = 0.5;

export interface AdmissionOptions {
  /** Calls that may live at once; beyond it no new one begins. */
  maxCalls: number;
  /** Ends an announced call without audio that has to make room. */
  displace(callKey: string): void;
}

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #announcements: Announcements;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#announcements = new Announcements(Math.ceil(options.maxCalls * ANNOUNCED_SHARE));
  }

  /** Makes room for one more beside `count` calls; false if there is none. */
  admit(count: number, isAnnouncement: boolean): boolean {
    const isFull = count >= this.#options.maxCalls;
    if (isAnnouncement && this.#announcements.isFull && this.#displace()) return true;
    return !isFull || (!isAnnouncement && this.#displace());
  }

  announced(callKey: string): void {
    this.#announcements.add(callKey);
  }

  /** Its audio is here, or the call is over. */
  settled(callKey: string): void {
    this.#announcements.remove(callKey);
  }

  /** False if there is no call to dismiss. */
  #displace(): boolean {
    const callKey = this.#announcements.takeOldest();
    if (callKey === undefined) return false;
    this.#options.displace(callKey);
    return true;
  }
}
