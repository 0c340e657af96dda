export { FakeClock } from './clock.ts';
export { FakeServer, type FakeServerOptions, type FakeVisitor } from './server.ts';
export { FakeSocket } from './socket.ts';
export { MemoryStorage } from './storage.ts';
