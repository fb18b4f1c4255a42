"""Journal entries -> topics -> screens -> emit: `publish` decides, `painting` renders, `sockets` lets watchers in."""
