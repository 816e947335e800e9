#!/usr/bin/python3
"""What leaves the window: frames of a backward pass, numbers as tables, and what others paste.

usage: test-export.py CHAINRULE EXAMPLES
"""
import csv
import os
import shutil
import struct
import subprocess
import tempfile
import time

from window_driver import EXAMPLES, Atspi, Script, Window, check, run_checks, until, walk

# Its backward pass has 85 frames.
LONG = ('x = torch.ones(2, requires_grad=True)', 'y = x', *['y = y * x + 1'] * 40, 'y.sum().backward()')
ALT = 64  # its key on every keyboard of X


def paste(kind):
    """What another program gets, as a form of that name; None where there is none to try it with."""
    if shutil.which('xclip') is None:
        return None
    return subprocess.run(['xclip', '-selection', 'clipboard', '-out', '-target', kind], stdout=subprocess.PIPE,
                          timeout=30, check=True).stdout


def size(png):
    """Of a whole one."""
    assert png[:8] == b'\x89PNG\r\n\x1a\n' and png[-8:-4] == b'IEND', png[:40]
    return struct.unpack('>II', png[16:24])


def read(*path):
    with open(os.path.join(*path), 'rb') as file:
        return file.read()


def menu(window, name):
    window.press('Menu')
    time.sleep(0.5)
    window.press(name, role=Atspi.Role.MENU_ITEM)


def choose(window, path):
    """Answers the file chooser."""
    name = until('the file chooser', lambda: window.named('Name:', Atspi.Role.TEXT))
    time.sleep(0.5)
    Atspi.EditableText.set_text_contents(name, path)
    window.key('Return')


def export_frames(window, folder):
    """Up to where the frames are being written."""
    window.press('Export')
    window.told(' points')
    Atspi.generate_keyboard_event(ALT, None, Atspi.KeySynthType.PRESS)
    window.key('w')
    Atspi.generate_keyboard_event(ALT, None, Atspi.KeySynthType.RELEASE)
    time.sleep(0.5)
    window.key('End', 'Return')
    window.told('0001.png')
    window.press('Export…')
    time.sleep(1)
    window.key('/')  # a name instead of a click
    name = until('the folder chooser', lambda: window.named('GtkFileChooserEntry', Atspi.Role.TEXT))
    Atspi.EditableText.set_text_contents(name, folder)
    time.sleep(0.5)
    window.press('_Export Export')


@check
def a_backward_pass_is_exported_as_frames():
    window = Window(f'{EXAMPLES}/scalar.py')
    window.node('w, leaf')
    with tempfile.TemporaryDirectory() as folder:
        export_frames(window, folder)
        window.told('Exported to ')
        names = sorted(os.listdir(folder))
        assert len(names) > 3 and names == [f'{i:04}.png' for i in range(1, len(names) + 1)], names
        pictures = [read(folder, name) for name in names]
        assert len({size(picture) for picture in pictures}) == 1
        assert pictures[0] != pictures[-1]
    window.close()


@check
def frames_are_given_up_by_cancel():
    window = Script(*LONG)
    until('the run', window.position)
    with tempfile.TemporaryDirectory() as folder:
        export_frames(window, folder)
        until('the first frames', lambda: len(os.listdir(folder)) > 1)
        dialog = window.named('Export picture', Atspi.Role.FRAME)
        cancel = next(node for node in walk(dialog) if node.get_name() == 'Cancel' and node.get_n_actions() > 0)
        Atspi.Action.do_action(cancel, 0)
        until('the folder to come to rest', lambda: (before := os.listdir(folder), time.sleep(3))
              and before == os.listdir(folder))
        names = sorted(os.listdir(folder))
        assert 0 < len(names) < 85, names
        for name in names:
            size(read(folder, name))
    until('the window to go on', window.position)
    window.close()


@check
def numbers_are_exported_and_copied_as_a_table():
    window = Script('a = torch.tensor([1., 2.5], requires_grad=True)', '(a * a).sum().backward()')
    window.node('a, leaf')
    window.press('To the end')
    window.select('a, leaf')
    until('its gradient', lambda: '.grad 2 5' in window.named('a, leaf').get_name())
    expected = [['value', 'gradient'], ['1.0', '2.0'], ['2.5', '5.0']]
    with tempfile.TemporaryDirectory() as folder:
        menu(window, 'Export the selected tensor as CSV…')
        choose(window, os.path.join(folder, 'a.csv'))
        window.told('Exported to a.csv')
        with open(os.path.join(folder, 'a.csv'), newline='', encoding='utf-8') as file:
            rows = list(csv.reader(file))
        assert rows == expected, rows
    menu(window, 'Copy the selected tensor as CSV')
    window.told('Numbers copied')
    table = paste('text/csv')
    assert table is None or list(csv.reader(table.decode().splitlines())) == expected, table
    window.close()


@check
def pictures_are_copied():
    window = Window(f'{EXAMPLES}/sine.py')
    window.node('a, leaf')
    menu(window, 'Copy plot')
    window.told('Plot copied')
    plot = paste('image/png')
    menu(window, 'Copy picture')
    window.told('Picture copied')
    if plot is not None:
        assert size(paste('image/png')) != size(plot)
        assert b'<title>sine.py</title>' in paste('image/svg+xml')
    window.close()


run_checks()
