f（“a”，b）
x² ＝ 2x
‘a
x = 1
	if a:
  b
 c
