# contextlib, enum, sys, warnings, and integers' methods.
from contextlib import contextmanager, nullcontext, suppress
from enum import Enum, auto
import sys
import warnings


@contextmanager
def timer(name, swallow=False):
    print('begin', name)
    try:
        yield name.upper()
    except ValueError as error:
        print('caught', error)
        if not swallow:
            raise
    finally:
        print('end', name)


with timer('a') as title:
    print(title)
with timer('b', swallow=True):
    raise ValueError('inside')
try:
    with timer('c'):
        raise ValueError('through')
except ValueError as error:
    print('outside', error)


@contextmanager
def never():
    if False:
        yield


@contextmanager
def twice():
    yield 1
    yield 2


for manager in (never, twice):
    try:
        with manager() as value:
            print(value)
    except RuntimeError as error:
        print(error)
with suppress(KeyError, IndexError):
    {}['missing']
with suppress(ZeroDivisionError), nullcontext(5) as five:
    print(five, 1 / 0)


class Color(Enum):
    RED = 1
    GREEN = auto()
    BLUE = auto()
    CRIMSON = 1

    def describe(self):
        return self.name.lower() + '=' + str(self.value)


print(Color.RED, repr(Color.GREEN), Color.BLUE.value, Color['RED'], Color(2), len(Color))
print([c.describe() for c in Color], Color.CRIMSON is Color.RED, Color.RED == Color(1), Color.RED != Color.BLUE)
print({Color.RED: 'r'}[Color.CRIMSON], isinstance(Color.RED, Color), Color.RED in list(Color))
for wrong in (lambda: Color(7), lambda: Color['PINK']):
    try:
        wrong()
    except (ValueError, KeyError) as error:
        print(type(error).__name__, error)

print(sys.version_info >= (3, 6), sys.version_info[0], sys.maxsize, sys.float_info.epsilon, sys.float_info.max)
print('not shown', file=sys.stderr)
print('shown', file=sys.stdout)
print(sys.stdout.write('written\n'))
warnings.filterwarnings('ignore')
warnings.warn('quiet')
with warnings.catch_warnings():
    warnings.simplefilter('ignore')
    warnings.warn('quiet', DeprecationWarning)

print((255).bit_length(), (-255).bit_count(), (7).as_integer_ratio(), (0.75).as_integer_ratio(), (1e30).as_integer_ratio())
print((-8) ** (1 / 3), (-1.5) ** 0.5)
if __name__ == '__main__':
    sys.exit()
print('never')
