"""The real WSGI application on a port of its own, for a real browser.

Nothing is replaced: middleware, policies, static files and database roles are those of production; only the server
in front is Python's own. Each request has a thread and connections of its own, so everything is committed.
"""

import threading
from contextlib import contextmanager

from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler


@contextmanager
def serving():
    """Serve the site, with the database that the connections point at now; gives its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
