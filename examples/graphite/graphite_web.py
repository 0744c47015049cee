"""graphite-web on 127.0.0.1:$WEB_PORT, for /render and /metrics/find: no login, no cache.

Settings module and server in one; start.sh copies it to DIR/conf, and all its paths follow from there.
"""

import ctypes
import logging
import os
import secrets
import signal
import socket
import sys

PR_SET_PDEATHSIG = 1  # of Linux: the signal a process gets when the one that made it ends

SCRATCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

SECRET_KEY = secrets.token_hex(32)
GRAPHITE_ROOT = "/usr/share/graphite-web"
CONF_DIR = os.path.join(SCRATCH, "conf")
STORAGE_DIR = SCRATCH
WHISPER_DIR = os.path.join(SCRATCH, "whisper")
STANDARD_DIRS = [WHISPER_DIR]
LOG_DIR = os.path.join(SCRATCH, "log", "graphite-web")
INDEX_FILE = os.path.join(SCRATCH, "index")

# carbon-cache is not asked for each series of an answer, which takes half of the time: with carbon.conf's
# MAX_UPDATES_PER_SECOND values are on disk within moments. Without a host the factor must be 0.
CARBONLINK_HOSTS = []
REPLICATION_FACTOR = 0

# Otherwise an answer is repeated for a minute, and a new series stays unseen for five.
DEFAULT_CACHE_DURATION = 0
FIND_CACHE_DURATION = 0
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# By default 6 and 3 seconds: an answer that takes longer is an error then, which hides what could be waited for.
FETCH_TIMEOUT = 30
FIND_TIMEOUT = 30

# Otherwise a log line for each series of each answer.
LOG_INFO_PERFORMANCE = False

if __name__ == "__main__":
    sys.path.insert(0, CONF_DIR)
    os.environ["DJANGO_SETTINGS_MODULE"] = "graphite.settings"
    os.environ["GRAPHITE_SETTINGS_MODULE"] = "graphite_web"

    # Otherwise waitress would print several lines for each request.
    warnings = logging.StreamHandler()
    warnings.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[warnings])

    from django.core.management import call_command
    from graphite.logger import log
    from graphite.wsgi import application
    from waitress import serve

    log.cacheLogger.setLevel(logging.WARNING)

    # /metrics/find in its default format, which Grafana asks for, looks up a user: an SQLite file, made in a moment.
    call_command("migrate", verbosity=0, skip_checks=True)
    # Python computes in one thread of a process at a time, and a dashboard asks for all its panels at once.
    listener = socket.create_server(("127.0.0.1", int(os.environ["WEB_PORT"])), backlog=128)
    for _ in range(1, os.cpu_count() or 1):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            break
    serve(application, sockets=[listener], threads=4)
