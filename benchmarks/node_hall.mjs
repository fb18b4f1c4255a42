// A Socket.IO server that says what it is told to say: POST /say {began, messages: [[room, seq, bytes], ...]}.
// benchmarks/live.py compares the product with it. Prints its port.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const { began, messages } = JSON.parse(body);
  for (const [topic, seq, bytes] of messages) {
    io.to(topic).emit("show", { topic, seq, began, html: "x".repeat(bytes) });
  }
  response.setHeader("Content-Type", "application/json");
  response.end("{}");
});
const io = new Server(server, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  socket.on("join", ({ topic }, done) => {
    socket.join(topic);
    done({ ok: true });
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
