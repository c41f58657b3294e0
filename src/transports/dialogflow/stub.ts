/** Makes separate connections for recognition streams. The boundary to the client library's private parts. */
import type { protos, v2beta1 } from "@google-cloud/dialogflow";
import type { Client, MethodDefinition } from "@grpc/grpc-js";

export type BidiRequest = protos.google.cloud.dialogflow.v2beta1.IBidiStreamingAnalyzeContentRequest;
export type BidiResponse = protos.google.cloud.dialogflow.v2beta1.IBidiStreamingAnalyzeContentResponse;
export type BidiMethod = MethodDefinition<BidiRequest, BidiResponse>;

/** What Google's client builds from the service definition. */
export type ParticipantsStub = Client;

interface StubClass {
  service: { BidiStreamingAnalyzeContent: BidiMethod };
}

/** Path and codecs of the recognition stream. */
export function bidiMethodOf(stub: ParticipantsStub): BidiMethod {
  return (stub.constructor as unknown as StubClass).service.BidiStreamingAnalyzeContent;
}

/** What the client itself makes its stub with. */
interface StubMaker {
  _gaxGrpc: { createStub(service: unknown, options: object, isCustomAddress: boolean): Promise<unknown> };
  _opts: object;
  _protos: { google: { cloud: { dialogflow: { v2beta1: { Participants: unknown } } } } };
}

/**
 * A stub like the client's own, with its address and credentials, on a separate connection. A whole client
 * for each would cost 3 ms more. grpc-js would keep what a silent server has not answered for a retry it must
 * not make (audio is replayed by position here), so its retries are off; so are its unused accounts for channelz.
 */
export async function createStreamStub(client: v2beta1.ParticipantsClient): Promise<ParticipantsStub> {
  const { _gaxGrpc, _opts, _protos } = client as unknown as StubMaker;
  const options = {
    ..._opts,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.enable_retries": 0,
    "grpc.enable_channelz": 0,
  };
  const service = _protos.google.cloud.dialogflow.v2beta1.Participants;
  return (await _gaxGrpc.createStub(service, options, true)) as ParticipantsStub;
}
