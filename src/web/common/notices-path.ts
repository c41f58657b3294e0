/** Where the server keeps the licences of the code that its pages contain; both pages link there. */
export const THIRD_PARTY_NOTICES_PATH = "/assets/third-party-notices.txt";
