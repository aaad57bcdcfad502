import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const LF = 10;

/** A file that grows by whole pieces: one that could not be written to its end leaves nothing behind. */
export class AppendFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly inode: number,
    public size: number,
  ) {}

  /** Opens or makes the file and the folders above it. @throws what the system says (ENOENT, EACCES, …). */
  static async open(path: string): Promise<AppendFile> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'a+');
    try {
      const { size, ino } = await handle.stat();
      const file = new AppendFile(path, handle, ino, size);
      await file.#endLine();
      if (size === 0) await syncFolder(dirname(path));
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Resolves once the bytes are written and, with `sync`, on the disk. */
  async append(bytes: Uint8Array, sync: boolean): Promise<void> {
    try {
      await this.handle.appendFile(bytes);
      if (sync) await this.handle.datasync();
    } catch (error) {
      // The whole piece is going to be tried again.
      await this.handle.truncate(this.size).catch(() => {});
      throw error;
    }
    this.size += bytes.length;
  }

  /**
   * Whether the path still leads here; not after somebody has moved or removed the file. Takes note of what others have
   * appended: another stage with the same path, or this one's predecessor in a reload.
   */
  async isInPlace(): Promise<boolean> {
    const found = await stat(this.path).catch(() => undefined);
    if (found?.ino !== this.inode) return false;
    this.size = found.size;
    return true;
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** A machine that died while it wrote can leave half a line; what follows begins on a line of its own. */
  async #endLine(): Promise<void> {
    if (this.size === 0) return;
    const last = Buffer.alloc(1);
    await this.handle.read(last, 0, 1, this.size - 1);
    if (last[0] !== LF) await this.append(Buffer.of(LF), false);
  }
}

/** Makes a new file's name durable too. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
