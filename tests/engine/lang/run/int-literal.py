int('x1')
