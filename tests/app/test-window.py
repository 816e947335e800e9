#!/usr/bin/python3
"""Drives the real window through its accessibility tree, as a screen reader would.
Run it on a display of its own under dbus-run-session. (No TAP: what the session bus starts prints too.)

usage: test-window.py CHAINRULE EXAMPLES
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
CHECKS = []
KEYS = {'Tab': 0xff09, 'Return': 0xff0d, 'Escape': 0xff1b, 'Left': 0xff51, 'Right': 0xff53, 'End': 0xff57, 'F9': 0xffc6}
# GTK names a widget by its type when nothing else does, and a mnemonic's button with its underline.
NAMELESS = re.compile(r'^$|^(Gtk|Adw|Cr)[A-Z]\w+$|(^| )_\w')


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
        self.process = subprocess.Popen([APP, *files])
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

    def close(self):
        super().close()
        self.folder.cleanup()


LOOP = ('a = torch.tensor([1., 2.], requires_grad=True)', 'for i in range(3):', '    b = (a * a).sum()',
        '    b.backward()')


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


@check
def views_are_switched_and_keep_the_selection():
    window = Window(f'{EXAMPLES}/scalar.py')
    window.node('w, leaf')
    window.select('×, MulBackward0')
    window.told('operator · mul', 'Values')
    window.press('Functions')
    until('its backward graph', lambda: window.named('AccumulateGrad') and not window.named('w, leaf'))
    until('the selection in it', lambda: is_selected(window.named('MulBackward0')))
    window.press('Variables')
    until('variables alone', lambda: window.named('w, leaf')
          and not window.named('AccumulateGrad', Atspi.Role.LIST_ITEM))
    assert window.named('operator · mul') is not None, window.names('Values')
    window.press('Variables + operators')
    until('the selected operator', lambda: is_selected(window.named('×, MulBackward0')))
    window.close()


@check
def keys_move_in_time():
    window = Script(*LOOP)
    window.node('a, leaf')
    start, length = until('a position', window.position)
    window.key('Right')
    later = window.moved('later', lambda at: at > start)
    window.key('Right')
    window.moved('later still', lambda at: at > later)
    window.key('Left')
    window.moved('back', lambda at: at == later)
    window.key('End')
    window.moved('at the end', lambda at: at == length)
    window.close()


@check
def the_timeline_of_a_loop_tells_its_steps():
    window = Script(*LOOP)
    window.node('a, leaf')
    window.press('To the start')
    window.moved('at the start', lambda at: at == 0)
    for number in (1, 2, 3):
        window.press('Next backward pass')
        window.told(f'backward {number} begins', 'CrTimeline')
        window.told(f'Backward pass {number} begins at b', 'CrExplanation')
    slider = window.named('Timeline', Atspi.Role.SLIDER)
    assert slider.get_current_value() == window.position()[0]
    Atspi.Value.set_current_value(slider, 1)
    window.moved('where the slider is', lambda at: at == 1)
    window.close()


@check
def what_is_searched_is_found_and_lit():
    window = Script(*LOOP)
    window.node('a, leaf')
    window.key('/', 's', 'u', 'm')
    window.told('“sum”')
    window.key('Return')
    window.told('1 of 1')
    window.key('Escape')
    until('the search to close', lambda: '1 of 1' not in window.names())
    window.key('d')
    window.told('What SumBackward0 depends on: 4 nodes')
    window.close()


@check
def a_gradient_is_explained_by_what_added_up():
    window = Script(*LOOP)
    window.press('To the end')
    window.select('a, leaf')
    window.page('Why?')
    window.told('Why is a.grad[0] 6.0?', 'Why?')
    for number in (1, 2, 3):
        window.told(f'2.0, added by backward {number} (line 5)', 'What adds up to it')
    window.told('2.0 + 2.0 + 2.0 = 6.0', 'What adds up to it')
    window.close()


@check
def a_jacobian_is_told_by_element():
    window = Script('y = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)', 'z = y * y * 3', 'out = z.mean()',
                    'out.backward()')
    window.node('y, leaf')
    window.page('Jacobian')
    picture = until('the picture', lambda: window.named('∂out / ∂y: 1 × 4', Atspi.Role.IMAGE))
    time.sleep(0.5)
    window.press('Derivative by')
    time.sleep(0.5)
    window.key('Escape')

    def focused():
        window.key('Tab')
        time.sleep(0.2)
        return has_focus(picture)
    until('the focus', focused)
    for index, number in (('0, 0', '1.5'), ('0, 1', '3'), ('1, 0', '4.5')):
        window.key('Right')
        window.told(f'∂out / ∂y[{index}] = {number}', 'Jacobian')
    window.close()


@check
def a_breakpoint_stops_at_an_infinity():
    window = Script('x = torch.tensor([0., 1.], requires_grad=True)', 'y = x.log()', 'y.sum().backward()')
    window.node('x, leaf')
    window.page('Debug')
    window.open_breakpoints()
    window.press('NaN or infinity')
    window.told('hits 2 times in this run', 'Debug')
    window.press('To the start')
    window.moved('at the start', lambda at: at == 0)
    window.key('F9')
    window.told('Stopped at “NaN or infinity in gradients”: step 2 of backward pass 1, LogBackward0: '
                'the gradient sent to x is 1 infinite.', 'Debug')
    first = window.moved('at the stop', lambda at: at > 0)
    window.key('F9')
    window.told('x.grad: 1 infinite.', 'Debug')
    assert window.position()[0] > first
    window.close()


@check
def a_dead_gradient_is_found_and_a_live_one_checked():
    window = Script('a = torch.tensor([1., 2.], requires_grad=True)',
                    'b = torch.tensor([3., 4.], requires_grad=True)',
                    'with torch.no_grad():', '    c = a * 2', '(b * c).sum().backward()')
    window.press('To the end')
    window.page('Debug')
    window.told('a.grad is None. c (line 5) was computed under no_grad', 'Causes')
    window.select('b, leaf')
    window.press('Check by δ', 'Debug')
    window.told('b in backward pass 1: 2 of 2 elements agree.', 'Debug')
    window.close()


@check
def an_error_is_mended_from_the_card():
    window = Script('x = torch.tensor(3., requires_grad=True)', 'y = x * x', 'y.backward()', 'y.backward()')
    before = window.text()
    window.told('Line 5: RuntimeError: Trying to backward through the graph a second time')
    window.press('Keep the graph: retain_graph=True in line 4', 'CrExplanation')
    until('the change', lambda: window.text() == before.replace('y.backward()', 'y.backward(retain_graph=True)', 1))
    window.node('Problems 0')
    window.key('End')
    until('both gradients', lambda: '.grad 12' in window.named('x, leaf').get_name())
    window.press('Undo')
    until('the text as it was', lambda: window.text() == before)
    window.node('Problems 1')
    window.told('Trying to backward through the graph a second time', 'CrTimeline')
    window.close()


@check
def a_gradient_is_predicted_and_judged():
    window = Script('x = torch.tensor(3., requires_grad=True)', 'y = x * x', 'y.backward()')
    window.node('x, leaf')
    window.press('Predict next')
    entry = until('the entry', lambda: window.named('Your prediction', Atspi.Role.TEXT))
    until('the focus', lambda: has_focus(entry))
    start = window.position()[0]
    window.key('7', 'Return')
    window.told('Not quite: 4.0 too much. It sends 3.0.', 'CrPredictView')
    window.told('0 of 1 right', 'CrPredictView')
    window.moved('past the step', lambda at: at > start)
    window.press('Next', 'CrPredictView')
    window.told('What will ', 'CrPredictView')
    window.close()


def expect_names(window):
    """Everything that can be pressed or chosen from has a name of its own."""
    roles = (Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.COMBO_BOX, Atspi.Role.CHECK_BOX,
             Atspi.Role.PAGE_TAB, Atspi.Role.SLIDER, Atspi.Role.ENTRY, Atspi.Role.TEXT, Atspi.Role.SPIN_BUTTON)
    found = [node for node in walk(window.root) if node.get_role() in roles]
    bad = [f'{node.get_role_name()} "{node.get_name()}" in {node.get_parent().get_name()}' for node in found
           if NAMELESS.search(node.get_name() or '')]
    assert len(found) > 30 and not bad, bad


@check
def all_that_is_pressed_has_a_name():
    window = Script(*LOOP)
    window.select('a, leaf')
    for page in ('Values', 'Why?', 'Jacobian', 'Debug'):
        window.page(page)
        expect_names(window)
    window.open_breakpoints()
    expect_names(window)
    window.press('NaN or infinity')
    window.told('NaN or infinity in gradients', 'Debug')
    window.select('×, MulBackward0')
    expect_names(window)
    window.type('import torch\ny = torch.ones(1, requires_grad=True) * 2\ny.backward()\ny.backward()\n')
    window.node('Problems 1')
    expect_names(window)
    window.close()


@check
def a_picture_is_exported():
    window = Window(f'{EXAMPLES}/scalar.py')
    window.node('w, leaf')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'picture.svg')
        window.press('Export')
        window.told(' points')
        window.press('Key', role=Atspi.Role.CHECK_BOX)
        for name in ('Format', 'What', 'Moment', 'Background', 'Plots', 'Scale'):
            window.node(name)
        window.press('Export…')

        def chooser():
            return window.named('Name:', Atspi.Role.TEXT)
        name = until('the file chooser', chooser)
        until('a name', lambda: Atspi.Text.get_text(name, 0, 100) == 'scalar.svg')
        Atspi.EditableText.set_text_contents(name, path)
        window.key('Return')
        window.told('Exported to picture.svg')
        with open(path, encoding='utf-8') as file:
            svg = file.read()
        assert '<title>scalar.py</title>' in svg and svg.endswith('</svg>\n'), svg[:300]
    window.close()


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
