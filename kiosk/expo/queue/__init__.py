"""Places in the queues: taking, calling, routing, pausing, inviting."""
