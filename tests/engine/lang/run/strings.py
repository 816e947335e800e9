s = 'héllo'
print(len(s), s[1], s[-1], s[1:3], s[::-1], s.upper(), s * 2, s + '!', 'l' in s)
print(repr("it's"), repr('say "hi"'), repr('both \' and "'), repr('a\nb\t\\'), 'a,b,,c'.split(','), ' a  b '.split())
print('-'.join(['x', 'y']), 'abc'.replace('b', 'BB'), ' x '.strip() + '|', 'abc'.find('c'), 'abc'.startswith('ab'))
print('{} {:>5} {name}'.format(1, 'a', name='n'), 'abc'.center(9, '*'), 'x'.ljust(3) + '|', '12'.isdigit())
