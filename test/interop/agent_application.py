"""An agent's application in Python: python-socketio completes a session. Arguments: URL, token, conversation id, transport."""

import json
import sys

import socketio

url, token, conversation_id, transport = sys.argv[1:5]
received = {"metadata": [], "statuses": [], "reply": None}
client = socketio.Client(reconnection=False)
done = client.eio.create_event()


@client.on("metadata")
def on_metadata(message):
    received["metadata"].append(message["sequence"])
    client.emit("stopAgentAssist", {"sessionId": message["sessionId"], "requestId": "stop-1"})


@client.on("sessionStatus")
def on_status(message):
    received["statuses"].append(message["status"])


@client.on("stopAgentAssistReply")
def on_reply(message):
    received["reply"] = message
    done.set()


client.connect(
    f"{url}?token={token}",
    socketio_path="/agentAssist/socket.io",
    transports=[transport],
    wait_timeout=60,
)
agent = {"agentId": "agent-7", "phoneNumber": "+14155550107", "displayName": "Señora Müller"}
init = client.call("init", agent, timeout=60)
asked = client.call(
    "getAgentAssist",
    {"conversationId": conversation_id, "metadataToBot": {"queue": "naïve ☎"}},
    timeout=60,
)
done.wait(timeout=60)
client.disconnect()
session = asked["session"]
print(json.dumps({**received, "init": init["ok"], "status": session["status"]}))
