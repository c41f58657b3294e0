"""Runs the main.py of Google's Five9 service, unchanged, with its Dialogflow clients on a plain channel to a stand-in.

Arguments: the service's folder, and the stand-in's address.
"""

import os
import runpy
import sys

import google.auth
import grpc
from google.auth.credentials import AnonymousCredentials
from google.cloud.dialogflow_v2beta1.services.conversation_profiles.transports import (
    ConversationProfilesGrpcTransport,
)
from google.cloud.dialogflow_v2beta1.services.conversations.transports import (
    ConversationsGrpcAsyncIOTransport,
    ConversationsGrpcTransport,
)
from google.cloud.dialogflow_v2beta1.services.participants.transports import (
    ParticipantsGrpcAsyncIOTransport,
    ParticipantsGrpcTransport,
)

folder, upstream = sys.argv[1:3]

google.auth.default = lambda *_, **__: (AnonymousCredentials(), os.environ["PROJECT_ID"])


def to_stand_in(open_channel):
    """Takes what the library would open a channel with, and keeps its options."""
    return classmethod(lambda _, *__, options=None, **___: open_channel(upstream, options=options))


for transport in (ConversationProfilesGrpcTransport, ConversationsGrpcTransport, ParticipantsGrpcTransport):
    transport.create_channel = to_stand_in(grpc.insecure_channel)
for transport in (ConversationsGrpcAsyncIOTransport, ParticipantsGrpcAsyncIOTransport):
    transport.create_channel = to_stand_in(grpc.aio.insecure_channel)

os.chdir(folder)
sys.path.insert(0, folder)
runpy.run_path("main.py", run_name="__main__")
