#!/usr/bin/python3
"""The sine example built from an empty script by typing alone: every key goes to what has the focus.

usage: test-typing.py CHAINRULE EXAMPLES
"""
import os
import tempfile
import time

from window_driver import KEYS, Atspi, Script, Window, check, has_focus, is_selected, run_checks, until, walk

CONTROL, SHIFT = 4, 1
KEYS['Down'] = 0xff54

SINE = """\
import torch
import matplotlib.pyplot as plt

a = torch.linspace(0, 2 * torch.pi, 25, requires_grad=True)
b = torch.sin(a)
c = 2 * b
d = c + 1
out = d.sum()
out.backward()
plt.plot(a.detach(), a.grad)
"""


def with_modifier(modifier, key):
    Atspi.generate_keyboard_event(modifier, None, Atspi.KeySynthType.LOCKMODIFIERS)
    Atspi.generate_keyboard_event(KEYS.get(key) or ord(key), None, Atspi.KeySynthType.SYM)
    Atspi.generate_keyboard_event(modifier, None, Atspi.KeySynthType.UNLOCKMODIFIERS)


def write(text):
    Atspi.generate_keyboard_event(0, text, Atspi.KeySynthType.STRING)


class Empty(Window):
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, 'empty.py')
        open(path, 'w', encoding='utf-8').close()
        super().__init__(path)
        until('the editor', self.script)

    def close(self):
        super().close()
        self.folder.cleanup()


def entry(window):
    return next((n for n in walk(window.root)
                 if n.get_name() == 'Expression' and n.get_role() == Atspi.Role.TEXT), None)


def told(window):
    """What stands under the entry."""
    node = entry(window)
    node.clear_cache()
    return node.get_description() or ''


def entered(window):
    return Atspi.Text.get_text(entry(window), 0, -1)


def go_to_entry(window):
    until('the entry', lambda: entry(window))

    def focused():
        with_modifier(CONTROL, 'l')
        time.sleep(0.3)
        return has_focus(entry(window))
    until('the focus in the entry', focused)


def go_to_script(window):
    def focused():
        with_modifier(CONTROL, '1')
        time.sleep(0.3)
        return has_focus(window.script())
    until('the focus in the script', focused)


def add(window, text, preview):
    """Types @text into the entry, waits for what is said of it, and enters it."""
    write(text)
    until(f'the text {text}', lambda: entered(window) == text)
    until(f'{preview} under {text}', lambda: preview in told(window))
    window.key('Return')
    until(f'{text} to be taken', lambda: entered(window) == '')


@check
def the_sine_example_is_built_by_typing():
    window = Empty()
    go_to_entry(window)
    add(window, 'a = linspace(0, 2 * pi, 25, requires_grad=True)', 'float32 [25]')
    window.node('a, leaf, float32 [25]')
    add(window, 'b = sin(a)', 'b = [0.00 0.26 0.50')
    window.node('sin, SinBackward0')
    add(window, 'c = 2 * b', 'c = [0.00 0.52 1.00')
    add(window, 'd = c + 1', 'd = [1.00 1.52 2.00')
    until('the new node to be selected', lambda: is_selected(window.named('d, ')))

    go_to_script(window)
    with_modifier(CONTROL, 'End')
    write('out = d.su')
    time.sleep(1)
    window.key('Down', 'Tab')  # past sub
    until('the completed call', lambda: window.text().endswith('out = d.sum('))
    write(')\n')
    window.node('out, root')

    go_to_entry(window)
    add(window, 'out.backward()', 'changes the gradient of a')
    add(window, 'plt.plot(a.detach(), a.grad)', 'draws into the plot')
    until('plt in the script', lambda: 'plt.plot(' in window.text())
    assert window.text().rstrip() == SINE.rstrip(), repr(window.text())
    window.key('Escape')
    time.sleep(0.5)
    window.key('End')
    until('the gradient of a', lambda: '.grad 2 1.93 1.73' in window.named('a, leaf').get_name())
    window.close()


@check
def what_is_wrong_is_told_with_what_was_meant():
    window = Script('x = torch.tensor([1., 2.], requires_grad=True)')
    window.node('x, leaf')
    go_to_entry(window)
    write('coss(x)')
    until('the name that was meant', lambda: 'Did you mean “cos”?' in told(window))
    window.key('Return')
    time.sleep(0.5)
    assert entered(window) == 'coss(x)', entered(window)
    assert 'cos' not in window.text(), window.text()
    with_modifier(CONTROL, 'a')
    write('x @ torch.ones(3)')
    until('the shapes that do not fit', lambda: 'inconsistent tensor size' in told(window))
    with_modifier(CONTROL, 'a')
    write('x.su')
    until('the attribute that is none', lambda: 'no attribute' in told(window))
    window.close()


@check
def the_entry_remembers_and_can_keep_its_line():
    window = Script('x = torch.tensor([1., 2.], requires_grad=True)')
    window.node('x, leaf')
    go_to_entry(window)
    write('p = x * 2')
    until('its value', lambda: 'p = [2. 4.]' in told(window))
    with_modifier(SHIFT, 'Return')
    until('the line in the script', lambda: 'p = x * 2\n' in window.text())
    assert entered(window) == 'p = x * 2', entered(window)
    with_modifier(CONTROL, 'a')
    add(window, 'q = p + 1', 'q = [3. 5.]')
    window.key('Up')
    until('the last line', lambda: entered(window) == 'q = p + 1')
    window.key('Up')
    until('the line before', lambda: entered(window) == 'p = x * 2')
    window.close()


@check
def a_name_is_changed_in_the_script_and_found_in_the_graph():
    window = Script('x = torch.tensor([1., 2.], requires_grad=True)', 'y = x * 2')
    window.node('x, leaf')
    go_to_script(window)
    with_modifier(CONTROL, 'End')
    write('y.sum()')
    window.node('Σ, SumBackward0')
    for _ in range(6):
        window.key('Left')
    window.key('F2')
    until('the field for the name', lambda: (field := window.named('New name')) and has_focus(field))
    write('twice')
    window.key('Return')
    until('the new name', lambda: 'twice = x * 2\ntwice.sum()' in window.text())
    window.node('twice, ')
    go_to_script(window)
    window.key('F12')
    until('the node to be selected', lambda: is_selected(window.named('twice, ')))
    window.close()


@check
def undo_takes_back_what_is_typed_first_and_then_the_script():
    window = Script('a = torch.ones(2, requires_grad=True)', 'a.sum().backward()')
    before = window.text()
    go_to_entry(window)
    write('a * 3 ')
    until('the expression', lambda: entered(window) == 'a * 3 ')
    with_modifier(CONTROL, 'z')
    until('less of it', lambda: len(entered(window)) < len('a * 3 '))
    write(' + 1 ')
    window.key('Return')
    until('the statement', lambda: '= a * 3' in window.text() and entered(window) == '')
    with_modifier(CONTROL, 'z')
    until('the script as it was', lambda: window.text() == before)
    assert entered(window) == ''
    window.close()


@check
def the_keys_are_the_graphs_again_when_the_palette_closes():
    window = Script('a = torch.ones(2, requires_grad=True)', 'a.sum().backward()')
    window.select('a, leaf')
    with_modifier(CONTROL, '2')
    with_modifier(SHIFT, 'a')
    until('the palette', lambda: window.named('Search operations') or window.named('Trigonometry'))
    time.sleep(0.5)
    window.key('Escape')
    time.sleep(0.5)
    before = until('the timeline', window.position)
    window.key('Left')
    window.moved('one step back', lambda at: at < before[0])
    window.close()


run_checks()
