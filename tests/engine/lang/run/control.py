i = 0
while True:
    i += 1
    if i == 2:
        continue
    if i > 4:
        break
    print(i)
else:
    print('never')
for i in range(3):
    pass
else:
    print('done', i)
for i in range(10, 0, -3):
    print(i, end=' ')
print()
print(list(range(5)), range(3), list(range(2, 8, 2)), len(range(0, 10, 3)), range(5)[2], 'a', 'b', sep='-')
