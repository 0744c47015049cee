"""graphite-web on 127.0.0.1:$WEB_PORT, for /render and /metrics/find: no login, no cache.

Settings module and server in one; start.sh copies it to DIR/conf, and all its paths follow from there.
"""

import logging
import os
import secrets
import sys

SCRATCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

SECRET_KEY = secrets.token_hex(32)
GRAPHITE_ROOT = "/usr/share/graphite-web"
CONF_DIR = os.path.join(SCRATCH, "conf")
STORAGE_DIR = SCRATCH
WHISPER_DIR = os.path.join(SCRATCH, "whisper")
STANDARD_DIRS = [WHISPER_DIR]
LOG_DIR = os.path.join(SCRATCH, "log", "graphite-web")
INDEX_FILE = os.path.join(SCRATCH, "index")

# The newest values are in carbon-cache's memory before they are on disk.
CARBONLINK_HOSTS = ["127.0.0.1:%s:a" % os.environ["CACHE_QUERY_PORT"]]
if os.environ["AGGREGATORS"] == "2":
    CARBONLINK_HOSTS.append("127.0.0.1:%s:b" % os.environ["CACHE_B_QUERY_PORT"])

# Otherwise an answer is repeated for a minute, and a new series stays unseen for five.
DEFAULT_CACHE_DURATION = 0
FIND_CACHE_DURATION = 0
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

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
    from graphite.wsgi import application
    from waitress import serve

    # /metrics/find in its default format, which Grafana asks for, looks up a user: an SQLite file, made in a moment.
    call_command("migrate", verbosity=0, skip_checks=True)
    serve(application, host="127.0.0.1", port=int(os.environ["WEB_PORT"]), threads=4)
