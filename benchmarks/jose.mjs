// npm `jose` for sign.py: takes its task as JSON on stdin, answers with its signatures a second and one of them.
import { readFileSync } from "node:fs";
import { CompactSign, importPKCS8 } from "jose";

const task = JSON.parse(readFileSync(0, "utf8"));
const key = await importPKCS8(task.key, "RS512");
const payload = new TextEncoder().encode(task.payload);
const sign = () => new CompactSign(payload).setProtectedHeader({ alg: "RS512" }).sign(key);

let jws = await sign();
let count = 0;
const begin = performance.now();
const end = begin + task.seconds * 1000;
const caller = async () => {
  while (performance.now() < end) {
    jws = await sign();
    count += 1;
  }
};
await Promise.all(Array.from({ length: 16 }, caller));
console.log(JSON.stringify({ rate: (count * 1000) / (performance.now() - begin), jws }));
