print('%d %5d|%-5d|%05d %+d %i' % (3, 42, 42, 42, 7, 3.9))
print('%.2f %8.3f|%-8.1f|%e %g %s %r %%' % (3.14159, 2.5, 2.5, 12345.678, 0.0001, 'a', 'b'))
print('%s' % 5, '%s %s' % ([1], None), 'loss: %.4f' % 0.12345, '%x %X %o' % (255, 255, 8), '%10s|%-6s|%.2s' % ('r', 'l', 'long'))
try:
    '%d' % 'a'
except TypeError as e:
    print(e)
try:
    '%s' % (1, 2)
except TypeError as e:
    print(e)
'%s %s' % 1
