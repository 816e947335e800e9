a = b
b = a
class A(A): pass
class B(C): x = y
class C(B): y = x
def f(): return f()
def g(x=g): return h(x)
def h(x): return g(x).y
x = x.y = y = x, y
for x in x: x.x = x
a.b.c.|
f().g().
A().x.
B().y.
*a, b = *b, a
a : b = c : d
