"""The endpoints: MH's (`auth`, `reception`, `consult`), and the sandbox's own (`control`)."""
