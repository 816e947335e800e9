"""What drives the real window through its accessibility tree, as a screen reader would: for the tests beside it.
Run them on a display of their own under dbus-run-session. (No TAP: what the session bus starts prints too.)

usage of each: TEST.py CHAINRULE EXAMPLES
"""
import ctypes
import os
import re
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

APP, EXAMPLES = sys.argv[1], sys.argv[2]
PATIENCE = 60
STATE = tempfile.TemporaryDirectory()  # what the desktop keeps, such as recent files
CHECKS = []
KEYS = {'Tab': 0xff09, 'F2': 0xffbf, 'Up': 0xff52, 'F12': 0xffc9, 'Return': 0xff0d, 'Escape': 0xff1b, 'Left': 0xff51, 'Right': 0xff53, 'End': 0xff57, 'F9': 0xffc6}


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


def has_focus(node):
    node.clear_cache()  # what is kept is renewed by a main loop, which there is none of here
    return node.get_state_set().contains(Atspi.StateType.FOCUSED)


def is_selected(node):
    if node is None:
        return False
    node.clear_cache()
    return node.get_state_set().contains(Atspi.StateType.SELECTED)


def hold_display():
    """A connection of our own. A display that starts over when its last client leaves, as it does without -noreset,
    refuses the next program for a moment."""
    x11 = ctypes.CDLL('libX11.so.6')
    x11.XOpenDisplay.restype = ctypes.c_void_p
    until('the display', lambda: x11.XOpenDisplay(None))


PARTS = (Atspi.Role.PANEL, Atspi.Role.LIST, Atspi.Role.FILLER)


class Window:
    """The program on one file."""

    def __init__(self, *files):
        self.process = subprocess.Popen([APP, *files], env={**os.environ, 'XDG_DATA_HOME': STATE.name})
        self.root = until('the program in the accessibility tree', self.find_program)

    def find_program(self):
        assert self.process.poll() is None, f'the program ended with {self.process.returncode}'
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    def within(self, part):
        """The part of the window of that name: a page ("Debug"), a list, a type ("CrExplanation")."""
        return next((n for n in walk(self.root) if n.get_name() == part and n.get_role() in PARTS), None)

    def names(self, part=None):
        start = self.root if part is None else self.within(part)
        return [n for n in ((node.get_name() or '') for node in walk(start)) if n]

    def named(self, start, role=None):
        """The first accessible whose name begins with @start."""
        for node in walk(self.root):
            if (node.get_name() or '').startswith(start) and (role is None or node.get_role() == role):
                return node
        return None

    def node(self, start):
        return until(f'a node named {start}', lambda: self.named(start))

    def told(self, text, part=None):
        """The first name with @text in it."""
        return until(f'the words {text}', lambda: next((n for n in self.names(part) if text in n), None))

    def actor(self, name, part, role):
        """What has exactly that name and can be activated."""
        for node in walk(self.root if part is None else self.within(part)):
            if node.get_name() == name and node.get_role() == role and node.get_n_actions() > 0:
                return node
        return None

    def press(self, name, part=None, role=Atspi.Role.PUSH_BUTTON):
        button = until(f'the button {name}', lambda: self.actor(name, part, role))
        until(f'{name} to work', lambda: Atspi.Action.do_action(button, 0))

    def page(self, name):
        self.press(name, role=Atspi.Role.PAGE_TAB)

    def open_breakpoints(self):
        """What is pressed before it is on the screen opens nothing."""
        def opened():
            time.sleep(0.5)
            self.press('Add a breakpoint')
            time.sleep(0.5)
            self.root.clear_cache()
            return self.named('Gradient all zero')
        until('the list of breakpoints', opened)

    def select(self, start):
        assert Atspi.Action.do_action(self.node(start), 0), start

    def position(self):
        """Where the timeline says that the run stands, and how long it is."""
        told = next((re.fullmatch(r'event (\d+) of (\d+)', name) for name in self.names('CrTimeline')
                     if name.startswith('event ')), None)
        return (int(told[1]), int(told[2])) if told else None

    def moved(self, what, test):
        return until(f'the cursor to be {what}', lambda: (at := self.position()) and test(at[0]) and at)[0]

    def key(self, *names):
        """Keys as if typed, to what has the focus."""
        for name in names:
            Atspi.generate_keyboard_event(KEYS.get(name) or ord(name), None, Atspi.KeySynthType.SYM)

    def press_until(self, name, probe):
        """How often @name had to be pressed until @probe was true."""
        for presses in range(1, 20):
            self.press(name)
            time.sleep(0.2)
            if probe():
                return presses
        raise AssertionError(f'{name} changes nothing')

    def text(self):
        return Atspi.Text.get_text(until('the editor', self.script), 0, -1)

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


class Script(Window):
    """The program on a file of these lines."""

    def __init__(self, *lines):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, 'script.py')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(('import torch',) + lines) + '\n')
        super().__init__(path)

    def close_alone(self):
        """The program; the file stays."""
        super().close()

    def close(self):
        super().close()
        self.folder.cleanup()


def run_checks():
    """Every @check of the test, in order; ends the program."""
    hold_display()
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
