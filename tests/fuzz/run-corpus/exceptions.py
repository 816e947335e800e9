def risky(v):
    try:
        if v == 0:
            raise ValueError('zero')
        if v == 1:
            return 'returned'
        [][v]
    except ValueError as e:
        return f'value {e}'
    except (IndexError, KeyError) as e:
        return f'index {e} {type(e).__name__}'
    else:
        return 'else'
    finally:
        print('finally', v)
print(risky(0), risky(1), risky(2))
class MyError(Exception):
    pass
try:
    try:
        raise MyError('mine', 2)
    except MyError as e:
        print(e.args, repr(e), isinstance(e, Exception))
        raise
except Exception as e:
    print('outer', type(e).__name__, e)
try:
    {}['k']
except KeyError as e:
    print(e, repr(e))
try:
    assert 1 == 2, 'no'
except AssertionError as e:
    print('assert', e)
raise MyError('last')
