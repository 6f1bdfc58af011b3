// SPDX-License-Identifier: Apache-2.0
// Makes common.txt again: npm install --no-save zxcvbn@4.4.2 @zxcvbn-ts/language-common@3.0.4 && node data/passwords/make.mjs
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const lists = require("zxcvbn/lib/frequency_lists.js");
const ranked = (name) => (Array.isArray(lists[name]) ? lists[name] : lists[name].split(","));
const leaked = [...ranked("passwords"), ...require("@zxcvbn-ts/language-common/src/passwords.json")];

const LONG = 10; // LIMIT_PASSWORD_CHARS_MIN: shorter passwords are refused for their length
const words = new Set([
  ...leaked.filter((word) => word.length >= LONG),
  // What stands before the digits of "dragon123456".
  ...ranked("passwords").slice(0, 10000).filter((word) => /^[a-z]{5,9}$/.test(word)),
  // One word of the dictionary is no password.
  ...ranked("english_wikipedia").slice(0, 15000).filter((word) => /^[a-z]+$/.test(word) && word.length >= LONG),
]);
const lines = [...words].map((word) => word.toLowerCase()).filter((word) => /^[\x21-\x7e]+$/.test(word));
writeFileSync(new URL("common.txt", import.meta.url), [...new Set(lines)].sort().join("\n") + "\n");
