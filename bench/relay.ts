/** What Tidemark is measured against: a bare Socket.IO relay. No storage, no checks, one emit a message. */
import { createServer } from 'node:http'
import { Server, type Socket } from 'socket.io'

const server = createServer()
const io = new Server(server, { transports: ['websocket'], serveClient: false, perMessageDeflate: false })
const online = new Map<string, Socket>()

io.on('connection', (socket) => {
  const { user, group } = socket.handshake.auth as { user: string; group?: string }
  online.set(user, socket)
  if (group) void socket.join(group)
  socket.on('send', (message: { to?: string; group?: string }, ack: () => void) => {
    if (message.group) io.to(message.group).emit('message', message)
    else if (message.to) online.get(message.to)?.emit('message', message)
    ack()
  })
  socket.on('disconnect', () => {
    if (online.get(user) === socket) online.delete(user)
  })
})

server.listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4096 }, () =>
  console.log('{"msg":"listening"}'),
)
process.on('SIGTERM', () => process.exit(0))
