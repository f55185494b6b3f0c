"""One process of PyJWT for `sign.py`: takes its task as one line of JSON, answers with its signatures a second."""

import json
import sys
import time

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

task = json.loads(sys.stdin.readline())
key = task["key"] if task["pem"] else load_pem_private_key(task["key"].encode(), None)
payload = task["payload"].encode()
signer = jwt.PyJWS()
signer.encode(payload, key, "RS512")

print("ready", flush=True)
sys.stdin.readline()
count = 0
begin = time.perf_counter()
while time.perf_counter() - begin < task["seconds"]:
    signer.encode(payload, key, "RS512")
    count += 1
print(count / (time.perf_counter() - begin))
