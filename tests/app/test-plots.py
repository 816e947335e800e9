#!/usr/bin/python3
"""Plots in the window, by their names: tabs, plots without code, the large plot, following the timeline.

usage: test-plots.py CHAINRULE EXAMPLES
"""
import re

from window_driver import EXAMPLES, Atspi, Script, Window, check, run_checks, until, walk


def plot(window):
    """What the plot that is seen says of itself."""
    return next((n.get_name() for n in walk(window.root)
                 if re.match(r'(.*\. )?Plot \d', n.get_name() or '')), None)


def is_showing(node):
    if node is None:
        return False
    node.clear_cache()
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def tab(window, title):
    window.press(title, role=Atspi.Role.PAGE_TAB)


@check
def each_show_has_a_tab():
    window = Window(f'{EXAMPLES}/sine.py')
    until('the first plot', lambda: 'Plot 1 of 2: The sine. sin(a), 25 points' in (plot(window) or ''))
    second = until('the second tab', lambda: next(
        (n.get_name() for n in walk(window.root)
         if n.get_role() == Atspi.Role.PAGE_TAB and 'gradient' in (n.get_name() or '')), None))
    tab(window, second)
    until('the second plot', lambda: 'Plot 2 of 2' in (plot(window) or ''))
    window.close()


@check
def a_node_is_plotted_without_code():
    window = Script('a = torch.linspace(0, 1, 9, requires_grad=True)', 'b = (a * a).sum()', 'b.backward()')
    window.told('No plot yet')
    window.select('a, leaf')
    window.press('Plot the value')
    until('a plot of a', lambda: 'Plot 1: a. 9 points' in (plot(window) or ''))
    assert 'plt' not in window.text(), window.text()
    window.press('Close the plot a')
    window.told('No plot yet')
    window.close()


@check
def the_plot_gets_large():
    window = Window(f'{EXAMPLES}/sine.py')
    window.node('a, leaf')
    until('the plot', lambda: plot(window))
    window.press('Large plot')
    until('the graph to make room', lambda: not is_showing(window.named('Fit')))
    window.press('Large plot')
    until('the plot beside the panels', lambda: plot(window))
    window.press('Show all of the plot')
    window.close()


@check
def a_fitted_line_follows_the_timeline():
    window = Script('import matplotlib.pyplot as plt', 'x = torch.linspace(0, 1, 5)',
                    'w = torch.zeros(1, requires_grad=True)', 'for i in range(3):', '    guess = w * x',
                    '    ((guess - x) ** 2).sum().backward()', '    with torch.no_grad():', '        w -= 0.1 * w.grad',
                    '        w.grad.zero_()', 'plt.plot(x, guess.detach())', 'plt.show()')
    until('the plot', lambda: plot(window))
    window.press('To the start')
    window.told('step 0 of 3')
    window.press('To the end')
    until('the end', lambda: not any(re.fullmatch(r'step \d of 3', name) for name in window.names()))
    window.close()


run_checks()
