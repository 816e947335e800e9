x = f"{a!r:{b}} {c=} {{}} {"d"}" rb"x" '''
foo(1,
def g(:
  print 1
0x 1e 09 1__0
