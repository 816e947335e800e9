#!/usr/bin/python3
"""Drives the real window through its accessibility tree, as a screen reader would.
Run it on a display of its own under dbus-run-session. (No TAP: what the session bus starts prints too.)

usage: test-window.py CHAINRULE EXAMPLES
"""
import os
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

APP, EXAMPLES = sys.argv[1], sys.argv[2]
PATIENCE = 60
CHECKS = []


def check(function):
    CHECKS.append(function)


def walk(node):
    """Every accessible below @node, itself included; what vanishes meanwhile is passed over."""
    stack = [node]
    while stack:
        node = stack.pop()
        try:
            if node is None:
                continue
            yield node
            stack += [node.get_child_at_index(i) for i in reversed(range(min(node.get_child_count(), 5000)))]
        except GLib.Error:
            pass


def until(what, probe):
    """The first true answer of @probe."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = probe()
        except GLib.Error:
            answer = None
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f'waited in vain for {what}')


class Window:
    """The program on one file."""

    def __init__(self, *files):
        self.process = subprocess.Popen([APP, *files])
        self.root = until('the program in the accessibility tree', self.find_program)

    def find_program(self):
        assert self.process.poll() is None, 'the program ended'
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    def names(self):
        return [n for n in ((node.get_name() or '') for node in walk(self.root)) if n]

    def named(self, start, role=None):
        """The first accessible whose name begins with @start."""
        for node in walk(self.root):
            if (node.get_name() or '').startswith(start) and (role is None or node.get_role() == role):
                return node
        return None

    def node(self, start):
        return until(f'a node named {start}', lambda: self.named(start))

    def press(self, name):
        button = until(f'the button {name}', lambda: self.named(name, Atspi.Role.PUSH_BUTTON))
        assert Atspi.Action.do_action(button, 0), name

    def press_until(self, name, probe):
        """How often @name had to be pressed until @probe was true."""
        for presses in range(1, 20):
            self.press(name)
            time.sleep(0.2)
            if probe():
                return presses
        raise AssertionError(f'{name} changes nothing')

    def script(self):
        for node in walk(self.root):
            if node.get_name() == 'Script' and node.get_role() == Atspi.Role.TEXT:
                return node
        return None

    def type(self, text):
        editor = until('the editor', self.script)
        Atspi.EditableText.set_text_contents(editor, text)

    def close(self):
        self.process.kill()
        self.process.wait()


@check
def playing_fills_the_leaf():
    window = Window(f'{EXAMPLES}/sine.py')
    window.node('a, leaf, float32 [25]')
    assert 'gradient' not in window.node('a, leaf').get_name(), window.node('a, leaf').get_name()
    window.node('out, root')
    window.node('sin, SinBackward0')
    window.press('Play')
    until('the gradient of a', lambda: 'gradient 2 1.93 1.73' in window.named('a, leaf').get_name())
    window.press('To the start')
    until('a clean leaf', lambda: 'gradient 2' not in window.named('a, leaf').get_name())
    window.close()


@check
def stepping_goes_both_ways():
    window = Window(f'{EXAMPLES}/scalar.py')
    window.node('w, leaf')
    window.press('To the end')
    until('the gradient of w', lambda: '.grad 2' in window.named('w, leaf').get_name())
    presses = window.press_until('Step back', lambda: 'grad' not in window.named('w, leaf').get_name())
    assert presses > 1, presses
    same = window.press_until('Step forward', lambda: '.grad 2' in window.named('w, leaf').get_name())
    assert same <= presses, (same, presses)
    window.close()


@check
def an_edit_runs_again_and_an_error_keeps_the_picture():
    window = Window(f'{EXAMPLES}/scalar.py')
    window.node('w, leaf')
    window.type('import torch\nq = torch.tensor(5.0, requires_grad=True)\n(q * q).backward()\n')
    window.node('q, leaf')
    window.type('import torch\nq = = 1\n')
    window.node('Problems 1')
    assert any('invalid syntax' in name for name in window.names()), window.names()
    window.node('q, leaf')
    window.close()


@check
def an_endless_loop_can_be_stopped():
    window = Window(f'{EXAMPLES}/scalar.py')
    window.node('w, leaf')
    window.type('import torch\nk = torch.ones(400, 400)\nwhile True:\n    k @ k\n')
    window.press('Stop the run')
    window.type('import torch\nm = torch.ones(3, requires_grad=True)\nm.sum().backward()\n')
    window.node('m, leaf')
    window.close()


@check
def unreadable_files_are_explained():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'bad.py')
        open(path, 'wb').write(b'x = "\xff"\n')
        for name in (path, folder, os.path.join(folder, 'missing.py')):
            window = Window(name)
            until('a message', lambda: any(os.path.basename(name) in n and ' ' in n for n in window.names()))
            assert window.process.poll() is None
            window.close()


failures = 0
for number, case in enumerate(CHECKS, 1):
    try:
        case()
        print(f'ok {number} - {case.__name__}', flush=True)
    except Exception as error:
        failures += 1
        print(f'not ok {number} - {case.__name__}')
        print('\n'.join('# ' + line for line in f'{type(error).__name__}: {error}'.split('\n')), flush=True)
sys.exit(failures != 0)
