"""A process that owns an embedded server, to be killed: `python owner.py HOME [SETTING=VALUE…]`.

Writes one line of JSON when the server answers, then waits for a line on its input, stops the server and ends.
"""

import json
import sys
from pathlib import Path

from facturaxpress.db.embedded import EmbeddedServer


def main() -> None:
    server = EmbeddedServer(Path(sys.argv[1]), settings=dict(word.split("=") for word in sys.argv[2:]))
    url = server.start()
    sys.stdout.write(json.dumps({"url": url, "owned": server.owned, "data": str(server.data)}) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    server.stop()


main()
