/** Older clients come without types; what the tests use of them is typed there. */
declare module "socket.io-client-2";
declare module "socket.io-client-3";
