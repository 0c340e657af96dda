export { type Closing, Connection, type Received } from './connection.ts';
