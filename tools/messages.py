# SPDX-License-Identifier: Apache-2.0
"""Every visible English text must have a Khmer translation.

    tools/messages.sh             names the texts that i18n/km.po lacks, and what is wrong in it; exit 1 when anything is
    tools/messages.sh --check     the same, silent when all is well
    tools/messages.sh --list      all texts, one a line, with the place they were found at
    tools/messages.sh --missing   the lacking ones as entries to be pasted into km.po and translated
    tools/messages.sh --unused    entries of km.po that no source has any more

A text is visible when it is
 - between {{#t}} and {{/t}} in a template (white space made one blank);
 - given for a parameter called `message` or `english` of any function (refuse, tr, their wrappers);
 - inside TR("..."), or returned by a function `const char *...fault...()`;
 - the label (second argument) of a row in a .def file, or a .label, .plural or .help there or in a C table;
 - in the place of a member `label` or `help` in a table of structs.
Texts without a letter need no translation.  Command-line help (src/cli) is English.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STRING = r'"(?:[^"\\\n]|\\.)*"'
STRINGS = re.compile(STRING + r'(?:\s*' + STRING + r')*')
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|' + STRING + r"|'(?:[^'\\\n]|\\.)+'", re.S)
ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', '"': '"', '\\': '\\', '0': '\0', "'": "'", '?': '?'}


def files(folder, *endings):
    for path, folders, names in os.walk(os.path.join(ROOT, folder)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(endings) and '_test.' not in name:
                yield os.path.relpath(os.path.join(path, name), ROOT)


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def without_comments(source):
    """Comments become blanks; line numbers stay."""
    def keep(match):
        text = match.group()
        return re.sub(r'[^\n]', ' ', text) if text.startswith('/') else text
    return TOKEN.sub(keep, source)


def unquote(literals):
    """The value of one or more adjacent string literals."""
    parts = []
    for literal in re.findall(STRING, literals):
        body = re.sub(r'\\u([0-9a-fA-F]{4})', lambda m: chr(int(m.group(1), 16)), literal[1:-1])
        parts.append(re.sub(r'\\(.)', lambda m: ESCAPES.get(m.group(1), m.group(0)), body))
    return ''.join(parts)


def arguments(source, start):
    """The texts of the arguments behind an opening parenthesis at `start`, with their places."""
    depth, begin, found, i = 1, start + 1, [], start + 1
    while i < len(source) and depth:
        token = TOKEN.match(source, i) if source[i] in '"\'' else None
        if token:
            i = token.end()
            continue
        if source[i] in '([{':
            depth += 1
        elif source[i] in ')]}':
            depth -= 1
        if depth == 0 or (depth == 1 and source[i] == ','):
            found.append((begin, source[begin:i]))
            begin = i + 1
        i += 1
    return found


def keyed_functions(sources):
    """Function name -> indexes of the parameters called `message` or `english`; what only the log sees is left out."""
    keyed = {}
    for source in sources.values():
        for match in re.finditer(r'\b(?!\w*error|log_|fail)(\w+)\(', source):
            if not re.search(r'[\w*]\s+\**$', source[max(0, match.start() - 40):match.start()].split('\n')[-1] or ' '):
                continue
            for index, (_, text) in enumerate(arguments(source, match.end() - 1)):
                if re.fullmatch(r'\s*(?:const char \*|struct slice )(?:message|english)\s*', text):
                    keyed.setdefault(match.group(1), set()).add(index)
    return keyed


def labelled_structs(sources):
    """Struct name -> places of the members that people see."""
    labelled = {}
    for source in sources.values():
        for match in re.finditer(r'\bstruct (\w+) \{([^{}]*)\}', source):
            members = [re.sub(r'[\[:].*', '', name).split('*')[-1].split()[-1:]
                       for line in match.group(2).split(';') for name in line.split(',')]
            seen = [i for i, name in enumerate(members) if name in (['label'], ['help'])]
            if seen:
                labelled[match.group(1)] = seen
    return labelled


def collect_tables(source, labelled, add):
    """The rows of arrays of such structs, as far as they are written by position."""
    for match in re.finditer(r'struct (\w+) \w+\[[^\]]*\] = \{', source):
        for at, row in arguments(source, match.end() - 1):
            brace = re.match(r'\s*(?:\[[^\]]*\] = )?\{', row)
            if match.group(1) not in labelled or not brace:
                continue
            members = arguments(source, at + brace.end() - 1)
            for index in labelled[match.group(1)]:
                if index < len(members) and not re.match(r'\s*\.', members[index][1]):
                    add(*members[index])


def line_of(source, at):
    return source.count('\n', 0, at) + 1


def collect_c(path, source, keyed, labelled, found):
    def add(at, text):
        for match in STRINGS.finditer(text):
            found.append((unquote(match.group()), f'{path}:{line_of(source, at + match.start())}'))
    for match in re.finditer(r'\b(\w+)\(', source):
        name = match.group(1)
        if name in keyed or name == 'TR':
            for index, (at, text) in enumerate(arguments(source, match.end() - 1)):
                if name == 'TR' or index in keyed[name]:
                    add(at, text)
    collect_tables(source, labelled, add)
    for match in re.finditer(r'\.(?:label|plural|help) = (' + STRINGS.pattern + ')', source):
        add(match.start(1), match.group(1))
    for match in re.finditer(r'const char \*\w*fault\w*\([^;{]*\{(.*?)\n\}', source, re.S):
        for returned in re.finditer(r'return ([^;]*);', match.group(1)):
            add(match.start(1) + returned.start(1), returned.group(1))


def collect_def(path, source, found):
    for match in re.finditer(r'^([A-Z_]+)\(', source, re.M):
        given = arguments(source, match.end() - 1)
        for index, (at, text) in enumerate(given):
            value = re.fullmatch(r'\s*(?:\.(?:label|plural|help)\s*=\s*)?(' + STRINGS.pattern + r')\s*', text)
            if value and (index == 1 or re.match(r'\s*\.', text)):
                found.append((unquote(value.group(1)), f'{path}:{line_of(source, at)}'))


def collect_template(path, source, found):
    for match in re.finditer(r'\{\{#\s*t\s*\}\}(.*?)\{\{/\s*t\s*\}\}', source, re.S):
        found.append((' '.join(match.group(1).split()), f'{path}:{line_of(source, match.start())}'))


def collect():
    found = []
    sources = {path: without_comments(read(path)) for path in files('src', '.c', '.h')}
    keyed, labelled = keyed_functions(sources), labelled_structs(sources)
    for path, source in sources.items():
        if not path.startswith('src/cli/'):
            collect_c(path, source, keyed, labelled, found)
    for path in files('src', '.def'):
        collect_def(path, without_comments(read(path)), found)
    for path in files('templates', '.mustache'):
        collect_template(path, read(path), found)
    texts = {}
    for text, place in found:
        if re.search(r'[^\W\d_]', re.sub(r'\{[^}]*\}+', '', text)):
            texts.setdefault(text, []).append(place)
    return texts


def read_po(path):
    """msgid -> (msgstr, is fuzzy), for files without plural forms and contexts."""
    entries, field, entry, fuzzy = {}, None, {'msgid': '', 'msgstr': ''}, False

    def finish():
        if 'msgstr' in entry and entry['msgid']:
            entries[entry['msgid']] = (entry['msgstr'], fuzzy)
    for line in read(path).split('\n'):
        if line.startswith('#,') and 'fuzzy' in line or line.startswith('msgid'):
            if field == 'msgstr':
                finish()
                field, fuzzy = None, False
        if line.startswith('#,') and 'fuzzy' in line:
            fuzzy = True
        match = re.match(r'(msgid|msgstr) (.*)', line)
        if match:
            field = match.group(1)
            if field == 'msgid':
                entry = {'msgid': ''}
            entry[field] = unquote(match.group(2))
        elif line.startswith('"'):
            entry[field] += unquote(line)
    finish()
    return entries


def placeholders(text):
    return sorted(re.findall(r'\{\d\}|\{\{[^}]+\}\}', text))


def po_quote(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') + '"'


def faults(texts, entries):
    for text, places in texts.items():
        if text not in entries or not entries[text][0] or entries[text][1]:
            yield f'{places[0]}: no Khmer for: {text}'
    for text, (khmer, _) in entries.items():
        if khmer and placeholders(text) != placeholders(khmer):
            yield f'i18n/km.po: other values in the translation of: {text}'


def main(option):
    texts, entries = collect(), read_po('i18n/km.po')
    if option == '--list':
        for text, places in texts.items():
            print(f'{places[0]}: {text}')
        return 0
    if option == '--missing':
        for text, places in texts.items():
            if not entries.get(text, ('', False))[0]:
                print(f'#: {places[0]}\nmsgid {po_quote(text)}\nmsgstr ""\n')
        return 0
    if option == '--unused':
        for text in entries:
            if text not in texts:
                print(text)
        return 0
    wrong = list(faults(texts, entries))
    for fault in wrong:
        print(fault)
    if option != '--check':
        print(f'{len(texts)} visible texts, {len(wrong)} faults')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ''))
