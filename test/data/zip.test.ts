import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readSingle, writeZip, zipEntries } from '../../src/data/_zip.ts';
import { folder, problemsOf } from './_files.ts';

describe('zip', () => {
  const files = folder();

  it('gives back what was written, and the same bytes each time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.stringMatching(/^[a-z0-9_é]{1,40}$/), (bytes, name) => {
        const zip = writeZip(name, bytes);
        const [entry] = zipEntries(zip, 'x.zip');
        assert.equal(entry.name, name);
        assert.deepEqual(new Uint8Array(entry.read()), bytes);
        assert.deepEqual(writeZip(name, bytes), zip);
      }),
    );
  });

  it('refuses an archive with any byte changed, or gives the same content', async () => {
    const content = Buffer.from('0,1,2,3,4,5\n'.repeat(40));
    const zip = writeZip('a.csv', content);
    for (let at = 0; at < zip.length; at++) {
      const damaged = Buffer.from(zip);
      damaged[at] ^= 0x55;
      const path = files.write('damaged.zip', damaged);
      try {
        assert.deepEqual(readSingle(path).bytes, content, `byte ${at}`);
      } catch (error) {
        assert.equal(
          (error as { problems?: { code: string }[] }).problems?.[0]?.code,
          'DATA_FORMAT',
          `byte ${at}: ${String(error)}`,
        );
      }
    }
  });

  it('refuses an archive that is cut short anywhere', async () => {
    const zip = writeZip('a.csv', Buffer.from('0,1,2,3,4,5\n'.repeat(40)));
    for (let length = 0; length < zip.length; length++) {
      const [problem] = await problemsOf(() => readSingle(files.write('cut.zip', zip.subarray(0, length))));
      assert.equal(problem.code, 'DATA_FORMAT');
    }
  });

  it('refuses a bomb before it is unpacked', async () => {
    const zip = writeZip('a.csv', Buffer.alloc(10_000));
    const at = zip.length - 22 - 46 - 'a.csv'.length;
    zip.writeUInt32LE(0xfffffff0, at + 24);
    const [problem] = await problemsOf(() => zipEntries(zip, 'bomb.zip'));
    assert.match(problem.message, /"bomb.zip" says it unpacks to 4294967280 bytes/);
  });

  it('refuses an entry that unpacks to more than it says', async () => {
    const zip = writeZip('a.csv', Buffer.alloc(10_000));
    zip.writeUInt32LE(5_000, zip.length - 22 - 46 - 'a.csv'.length + 24);
    const [problem] = await problemsOf(() => zipEntries(zip, 'liar.zip')[0].read());
    assert.match(problem.message, /"a.csv" in "liar.zip" cannot be unpacked/);
  });
});
