"""A Five9 caller in another language: plays one WAV per leg with stubs generated from the contract.

Usage: five9_client.py STUBS HOST:PORT CALL_ID LEG=WAV...   LEG is AGENT, CUSTOMER or SUPERVISOR.
The trust token is read from FIVE9_TRUST_TOKEN. Prints one JSON object: what each leg heard and how it ended.
"""
import json
import os
import sys
import threading
import time
import wave

sys.path.insert(0, sys.argv[1])
import grpc  # noqa: E402
import voice_pb2  # noqa: E402
import voice_pb2_grpc  # noqa: E402

CHUNK_FRAMES = 800
SPEED = 8
DEADLINE_S = 60


def requests(call_id, leg, path, started):
    yield voice_pb2.StreamingVoiceRequest(
        streaming_config=voice_pb2.StreamingConfig(
            voice_config=voice_pb2.VoiceConfig(encoding=voice_pb2.VoiceConfig.LINEAR16, sample_rate_hertz=8000),
            vcc_call_id=call_id,
            domain_id="1001",
            call_leg=voice_pb2.StreamingConfig.CallLeg.Value(leg),
            subscription_id="4001",
        )
    )
    if not started.wait(10):
        return
    with wave.open(path) as audio:
        begun = time.monotonic()
        sent = 0
        while frames := audio.readframes(CHUNK_FRAMES):
            request = voice_pb2.StreamingVoiceRequest(audio_content=frames)
            request.send_time.GetCurrentTime()
            yield request
            sent += len(frames) // 2
            time.sleep(max(0, begun + sent / 8000 / SPEED - time.monotonic()))
    yield voice_pb2.StreamingVoiceRequest(
        streaming_status=voice_pb2.StreamingStatus(code=voice_pb2.StreamingStatus.CLT_CALL_ENDED)
    )


def play(address, call_id, leg, path, report):
    started = threading.Event()
    codes = []
    metadata = (("x-five9-trust-token", os.environ["FIVE9_TRUST_TOKEN"]),)
    with grpc.insecure_channel(address) as channel:
        call = voice_pb2_grpc.VoiceStub(channel).StreamingVoice(
            requests(call_id, leg, path, started), metadata=metadata, timeout=DEADLINE_S
        )
        try:
            for response in call:
                codes.append(response.status.code)
                if response.status.code == voice_pb2.StreamingStatus.SRV_REQ_START_STREAMING:
                    started.set()
        except grpc.RpcError:
            pass
        report[leg] = {"codes": codes, "grpc": call.code().name}


def main():
    _, _, address, call_id, *legs = sys.argv
    report = {}
    threads = []
    for leg in legs:
        name, path = leg.split("=", 1)
        threads.append(threading.Thread(target=play, args=(address, call_id, name, path, report)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(report))


main()
