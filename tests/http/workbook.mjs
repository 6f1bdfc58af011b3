// SPDX-License-Identifier: Apache-2.0
// Workbooks made by hand, so that they can be made wrong.
import zlib from 'node:zlib';

export function zip(entries) {
  const parts = [], index = [];
  let at = 0;
  for (const [name, text, packed] of entries) {
    const plain = Buffer.from(text), data = packed || zlib.deflateRawSync(plain), head = Buffer.alloc(30), entry = Buffer.alloc(46);
    head.writeUInt32LE(0x04034b50, 0); head.writeUInt16LE(20, 4); head.writeUInt16LE(8, 8);
    head.writeUInt32LE(zlib.crc32 ? zlib.crc32(plain) : crc(plain), 14); head.writeUInt32LE(data.length, 18); head.writeUInt32LE(plain.length, 22); head.writeUInt16LE(name.length, 26);
    entry.writeUInt32LE(0x02014b50, 0); entry.writeUInt16LE(20, 4); entry.writeUInt16LE(20, 6); entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(head.readUInt32LE(14), 16); entry.writeUInt32LE(data.length, 20); entry.writeUInt32LE(plain.length, 24); entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    parts.push(head, Buffer.from(name), data); index.push(entry, Buffer.from(name));
    at += 30 + name.length + data.length;
  }
  const middle = Buffer.concat(index), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(entries.length, 8); end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(middle.length, 12); end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, middle, end]);
}

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) { sum ^= byte; for (let i = 0; i < 8; i++) sum = sum & 1 ? sum >>> 1 ^ 0xEDB88320 : sum >>> 1; }
  return ~sum >>> 0;
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
export const bookXml = (names, more = '') => `<workbook ${main} xmlns:r="r">${more}<sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`;
const cell = (value) => (typeof value === 'number' ? `<c><v>${value}</v></c>` : value.raw ? value.raw : `<c t="inlineStr"><is><t>${value}</t></is></c>`);
export const sheetXml = (rows, more = '') => `<worksheet ${main}><sheetData>${rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData>${more}</worksheet>`;
const stylesXml = `<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`;
export const book = (sheets, { names = sheets.map((_, i) => `Sheet${i + 1}`), props = '' } = {}) => zip([
  ['xl/workbook.xml', bookXml(names, props)], ['xl/styles.xml', stylesXml],
  ...sheets.map((xml, i) => [`xl/worksheets/sheet${i + 1}.xml`, xml])]);
