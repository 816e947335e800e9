#!/usr/bin/python3
"""What a person does in the window, by its names: stepping, editing, searching, the panels, exporting.

usage: test-window.py CHAINRULE EXAMPLES
"""
import os
import re
import tempfile
import time

from window_driver import (EXAMPLES, Atspi, Script, Window, check, has_focus, is_selected, run_checks, until, walk)

# GTK names a widget by its type when nothing else does, and a mnemonic's button with its underline.
NAMELESS = re.compile(r'^$|^(Gtk|Adw|Cr)[A-Z]\w+$|(^| )_\w')
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


run_checks()
