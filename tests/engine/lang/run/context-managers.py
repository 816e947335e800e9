class Manager:
    def __enter__(self):
        print('enter')
        return 5
    def __exit__(self, t, v, tb):
        print('exit', t is None)
        return True
with Manager() as m:
    print(m)
with Manager():
    1 / 0
print('after')
