"""The server under Flask: HTTP, WebSocket, the loop and its threads."""
