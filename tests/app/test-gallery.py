#!/usr/bin/python3
"""The first screen: examples as cards, each opened as a copy; the files that were opened before. See window_driver.py.

usage: test-gallery.py CHAINRULE EXAMPLES
"""
import os

from window_driver import EXAMPLES, Script, Window, check, has_focus, run_checks, until

TITLES = ('Sine and cosine', 'The mean of 3(x+3)²', 'Q = 3a³ − b²', 'A curve through points', 'Vector times Jacobian',
          'Cut with detach and no_grad', 'Overwritten too early', 'Backwards twice', 'Jacobian and Hessian',
          'A small network learns', 'ResNet-18', 'Loops and branches')


@check
def without_a_file_the_examples_are_seen():
    window = Window()
    for title in TITLES:
        window.node(title + '. ')  # with its sentence
    window.node('New script')
    window.node('Open…')
    window.node('Files that you open or save stand here.')
    window.close()


@check
def keys_choose_an_example_and_it_opens_as_a_copy():
    with open(os.path.join(EXAMPLES, 'mean.py'), encoding='utf-8') as file:
        original = file.read()
    window = Window()
    until('the focus on the first card', lambda: has_focus(window.named('Sine and cosine. ')))
    window.key('Right')
    until('the focus on the next', lambda: has_focus(window.named('The mean of 3(x+3)². ')))
    window.key('Return')
    until('its script', lambda: window.text() == original)
    window.node('out, root')
    window.node('Untitled')
    with open(os.path.join(EXAMPLES, 'mean.py'), encoding='utf-8') as file:
        assert file.read() == original
    window.close()


@check
def what_belongs_to_a_document_is_offered_with_one():
    window = Window()
    window.node('Sine and cosine. ')
    assert window.named('Export') is None and window.named('Variables + operators') is None
    window.press('New script')
    window.node('Export')
    window.node('Variables + operators')
    window.close()


@check
def a_new_script_is_one_button_away():
    window = Window()
    window.press('New script')
    until('an empty script', lambda: window.text() == 'import torch\n\n')
    window.type('import torch\nw = torch.tensor(2.0, requires_grad=True)\n(w * w).backward()\n')
    window.node('w, leaf')
    window.close()


@check
def a_file_that_was_opened_stands_among_the_recent_ones():
    window = Script('seen = torch.ones(2, requires_grad=True)', 'seen.sum().backward()')
    window.node('seen, leaf')
    window.close_alone()
    later = Window()
    later.node('script.py')
    later.close()
    window.close()


run_checks()
