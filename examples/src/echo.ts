#!/usr/bin/env bun
// A bot that says back what it is told; in a group only where it is called by its name.
//
//   bun examples/src/echo.ts ws://localhost:8888/ws echo ./echo.json

import { Client } from '@chateau/client';
import { FileStorage } from './file-storage.ts';

const [url = 'ws://localhost:8888/ws', username = 'echo', file] = process.argv.slice(2);
const bot = new Client(url, file === undefined ? {} : { storage: new FileStorage(file) });

bot.on('message', ({ content, seq }, chat) => {
  if (chat.state?.groupchat && !content.includes(`@${bot.me?.username}`)) return;
  // The chat may be gone before the answer is: that is no reason to stop.
  chat.send(content, { reply_to: seq }).catch((error: Error) => console.error(error.message));
});
bot.on('state', (state) => {
  if (state.name === 'waiting') console.error(`${state.reason.message} Trying again.`);
});

process.on('SIGTERM', () => bot.stop());
process.on('SIGINT', () => bot.stop());

await bot.enter({ username });
console.log(`${username} is here.`);
