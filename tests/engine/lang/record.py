#!/usr/bin/env python3
"""Records what real Python with PyTorch 1.13 prints for run/*.py into run/*.expected.

Run it with an interpreter that has torch; tests themselves never need it. The form: standard
output, then, if the script raises, a line "=== raises ===" and "Type: message".
"""
import pathlib
import re
import subprocess
import sys

for script in sorted(pathlib.Path(__file__).with_name('run').glob(sys.argv[1] if len(sys.argv) > 1 else '*.py')):
    done = subprocess.run([sys.executable, '-P', '-W', 'ignore', script.name], cwd=script.parent, capture_output=True, text=True)
    text = done.stdout
    if done.returncode:
        last = done.stderr.rstrip().splitlines()[-1].removeprefix('__main__.')
        # What Python appends for a person (here a fix-it does that), or to say where its files are.
        last = re.sub(r"\. Did you mean: '\w+'\?$| \(unknown location\)$", '', last)
        text += f'=== raises ===\n{last}\n'
    script.with_suffix('.expected').write_text(text)
