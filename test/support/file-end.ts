import { afterAll } from 'vitest';
import { killServers } from './spawn-server.js';
import { removeTemporaryFolders } from './temporary-folder.js';

// Vitest runs this before each test file, so these come after all that the file does itself when it is done.
afterAll(removeTemporaryFolders);
afterAll(killServers);
