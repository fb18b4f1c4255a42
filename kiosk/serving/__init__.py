"""The server under Flask: HTTP, WebSocket, the loop and its threads, the writer's process."""
