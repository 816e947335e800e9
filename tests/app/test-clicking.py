#!/usr/bin/python3
"""The sine example built from an empty script by clicking alone: actions and choices, numbers typed into fields.

usage: test-clicking.py CHAINRULE EXAMPLES
"""
import time

from window_driver import Atspi, Script, check, run_checks, until, walk

SINE = '''import torch
import matplotlib.pyplot as plt
a = torch.linspace(0.0, 2 * torch.pi, steps=25, requires_grad=True)
y = torch.sin(a)
y1 = y * 2
y2 = y1 + 1
y3 = y2.sum()
y3.backward()

plt.plot(a.detach(), y.detach())
plt.show()
plt.plot(a.detach(), a.grad)
plt.show()
print(a.grad)
'''
TOGGLE = Atspi.Role.PUSH_BUTTON


def press_toggle(window, name):
    window.press(name, role=TOGGLE)


def fill(window, name, text):
    """The field of that name gets a text."""
    def field():
        return next((n for n in walk(window.root) if n.get_name() == name and n.get_role() == Atspi.Role.TEXT), None)
    entry = until(f'the field {name}', field)
    Atspi.EditableText.set_text_contents(entry, text)


def open_palette(window):
    """What is pressed before it is on the screen opens nothing."""
    def opened():
        window.press('Build')
        time.sleep(0.5)
        return window.actor('Apply', None, Atspi.Role.PUSH_BUTTON) or window.named('Search operations')
    until('the palette', opened)


def choose(window, group, row):
    """A row of the palette; rows are used again for others while the list changes, so that it is left time for that."""
    def find():
        return next((n for n in walk(window.root)
                     if (n.get_name() or '').startswith(row + ', ') and n.get_n_actions() > 0), None)

    def chosen():
        found = find()
        if found is not None and Atspi.Action.do_action(found, 0):
            time.sleep(0.3)
        return window.named('Operand 1')
    open_palette(window)
    press_toggle(window, group)
    time.sleep(0.5)
    until(f'{row} to be chosen', chosen)


def apply(window, group, row, **operands):
    """An operation of what is selected; @operands: second='2'."""
    before = window.text()
    choose(window, group, row)
    for name, text in operands.items():
        fill(window, f'Operand {dict(first=1, second=2)[name]}', text)
    window.press('Apply')
    return until('the new statement', lambda: (after := window.text()) != before and after)


def add_sine(window):
    """a, 25 points over one turn; its sine, twice that, and one more; their sum."""
    window.press('Add a tensor…')
    press_toggle(window, 'Evenly spaced')
    fill(window, 'To', '2 * pi')
    fill(window, 'Points', '25')
    window.press('Add')
    window.node('a, leaf, float32 [25]')
    apply(window, 'Trigonometry', 'sin')
    window.node('sin, SinBackward0')
    selected(window, 'SinBackward0')
    apply(window, 'Arithmetic', 'mul', second='2')
    window.node('×, MulBackward0')
    selected(window, 'MulBackward0')
    apply(window, 'Arithmetic', 'add', second='1')
    window.node('+, AddBackward0')
    selected(window, 'AddBackward0')
    apply(window, 'Reduction', 'sum')
    window.node('Σ, SumBackward0')
    selected(window, 'SumBackward0')


def selected(window, function):
    """The value that came to be is selected once the run has brought it: the inspector names its function."""
    until(f'{function} in the inspector', lambda: function in window.names('Values'))


def at_end(window):
    """The run may have grown while the cursor stood at its end."""
    position = window.position()
    if position and position[0] < position[1]:
        window.press('To the end')
    return position


@check
def the_sine_is_built_by_clicking():
    window = Script()
    add_sine(window)
    apply(window, 'Gradient', 'Call backward')
    until('the gradient of a', lambda: at_end(window) and 'gradient 2 1.93 1.73' in window.named('a, leaf').get_name())
    window.select('a, leaf')
    apply(window, 'Show', 'Plot against', second='y')
    apply(window, 'Show', 'Plot gradient')
    apply(window, 'Show', 'Print gradient')
    until('the printed gradient', lambda: any('1.9319' in name for name in window.names()))
    assert window.text() == SINE, window.text()
    window.close()


run_checks()
