"""Runs one of the two services that bring Google's events to desktops, unchanged, with gunicorn as its Dockerfile does.

No event comes to its Dialogflow clients, which need credentials to be made.

Arguments: the service's folder, the port, and a folder for its log and its secret.
"""

import logging
import os
import secrets
import sys

folder, port, directory = sys.argv[1:4]

os.chdir(folder)
sys.path.insert(0, folder)
# It logs each event to a file of its own, under /var/log; who comes first decides where.
logging.basicConfig(filename=os.path.join(directory, "log"), level=logging.INFO)
if os.path.exists("config.py"):
    import config
    import google.auth
    from google.auth.credentials import AnonymousCredentials

    google.auth.default = lambda *_, **__: (AnonymousCredentials(), os.environ["GCP_PROJECT_ID"])
    config.JWT_SECRET_KEY_PATH = os.path.join(directory, "jwt_secret_key")
    with open(config.JWT_SECRET_KEY_PATH, "w") as secret:
        secret.write(secrets.token_hex(24))

from gunicorn.app.wsgiapp import run

sys.argv = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8", "--timeout", "0", "main:app"]
run()
