"""Cases of torch.nn.functional."""
import torch


def nn(name, args, smooth=False, compute=None):
    case("nn", name, args, compute, smooth)


def L(*data):
    return T(data=list(data), dtype=I64)


# linear, addmm
for x in ((2, 3), (3,), (2, 5, 3), (2, 1, 2, 3), (0, 3)):
    nn("linear", [T(*x), T(4, 3), T(4)], True)
    nn("linear", [T(*x), T(4, 3), None], True)
nn("linear", [T(5, 2, 3, layout="t"), T(4, 3), T(4)], True)
nn("linear", [T(2, 3, layout="t"), T(4, 3, layout="t"), T(4)], True)
nn("linear", [T(2, 3, grad=False), T(4, 3), T(4)], True)
nn("linear", [T(2, 3), T(4, 3, grad=False), T(4, grad=False)], True)
nn("linear", [T(2, 3, dtype=F32), T(4, 3, dtype=F32), T(4, dtype=F32)])
nn("linear", [T(2, 3), T(3), None], True)

# convolution: input, weight, bias, stride, padding, dilation, groups
S = dict(signs=True)
for args in ([T(2, 3, 7, **S), T(4, 3, 3, **S), T(4), [1], [0], [1], 1], [T(3, 7, **S), T(4, 3, 3, **S), None, 2, 1, 1, 1],
             [T(2, 4, 9, **S), T(4, 2, 3, **S), T(4), 2, 2, 2, 2], [T(1, 2, 5, **S), T(3, 2, 3, **S), T(3), 1, "same", 1, 1],
             [T(1, 2, 5, **S), T(3, 2, 2, **S), T(3), 1, "same", 1, 1], [T(1, 2, 5, **S), T(3, 2, 2, **S), T(3), 2, "valid", 1, 1]):
    nn("conv1d", args, True)
for args in ([T(2, 3, 5, 4, **S), T(4, 3, 3, 2, **S), T(4), 1, 0, 1, 1], [T(2, 2, 6, 5, **S), T(4, 2, 3, 3, **S), T(4), 2, 1, 1, 1],
             [T(3, 4, 5, **S), T(2, 3, 2, 2, **S), None, [2, 1], [1, 0], [1, 2], 1],
             [T(1, 4, 4, 4, **S), T(4, 2, 2, 2, **S), T(4), 1, 1, 1, 2], [T(1, 3, 4, 4, **S), T(3, 1, 3, 3, **S), T(3), 1, 1, 1, 3],
             [T(2, 3, 4, 3, **S), T(2, 3, 1, 1, **S), T(2), 1, 0, 1, 1], [T(2, 3, 4, 3, **S), T(2, 3, 1, 1, **S), None, 2, 0, 1, 1],
             [T(1, 2, 4, 4, **S), T(2, 2, 3, 3, **S), T(2), 1, "same", [1, 2], 1],
             [T(1, 2, 4, 4, **S), T(2, 2, 2, 3, **S), T(2), 1, "same", 1, 1],
             [T(1, 2, 4, 4, layout="t", **S), T(2, 2, 2, 3, layout="t", **S), T(2), 1, 0, 1, 1],
             [T(0, 2, 4, 4, **S), T(2, 2, 2, 3, **S), T(2), 1, 0, 1, 1],
             [T(1, 2, 4, 4, grad=False), T(2, 2, 2, 3, **S), T(2), 1, 0, 1, 1],
             [T(1, 2, 4, 4, **S), T(2, 2, 2, 3, grad=False), T(2, grad=False), 1, 0, 1, 1]):
    nn("conv2d", args, True)
nn("conv2d", [T(2, 3, 6, 6, dtype=F32, **S), T(4, 3, 3, 3, dtype=F32, **S), T(4, dtype=F32), 2, 1, 1, 1])
nn("conv1d", [T(1, 2, 5, dtype=I64), T(2, 2, 3, dtype=I64), None, 1, 1, 1, 1])
case("torch", "conv2d", [T(1, 2, 4, 4), T(2, 2, 3, 3), T(2), 1, 1, 1, 1], None, True)
# stride, padding, output_padding, groups, dilation
nn("conv_transpose1d", [T(2, 3, 4, **S), T(3, 2, 3, **S), T(2), 2, 1, 1, 1, 1], True)
nn("conv_transpose2d", [T(2, 3, 3, 4, **S), T(3, 2, 3, 2, **S), T(2), 2, 1, 1, 1, 1], True)
nn("conv_transpose2d", [T(1, 4, 3, 3, **S), T(4, 1, 2, 2, **S), T(2), 1, 0, 0, 2, 2], True)
nn("conv_transpose2d", [T(3, 3, 3, **S), T(3, 2, 1, 1, **S), None, 1, 0, 0, 1, 1], True)

# pooling: kernel_size, stride, padding, dilation, ceil_mode, return_indices
POOLS = [(2, None, 0, 1, False), (3, 2, 1, 1, False), (2, 2, 0, 2, False), (3, 2, 1, 1, True), (2, 3, 1, 1, True)]
for pool in POOLS:
    for shape in ((2, 2, 7), (2, 7)):
        nn("max_pool1d", [T(*shape, **S), *pool, False])
    for shape in ((2, 2, 7, 6), (2, 5, 7)):
        nn("max_pool2d", [T(*shape, **S), *pool, False])
    nn("avg_pool1d", [T(2, 2, 7, **S), pool[0], pool[1], pool[2], pool[4], True], True)
    for include in (True, False):
        nn("avg_pool2d", [T(2, 2, 7, 6, **S), pool[0], pool[1], pool[2], pool[4], include, None], True)
nn("max_pool1d", [T(2, 2, 7, **S), 2, None, 0, 1, False, True])
nn("max_pool2d", [T(2, 2, 6, 7, **S), [2, 3], [1, 2], [1, 0], 1, False, True])
nn("max_pool2d", [T(2, 2, 6, 7, dtype=F32, layout="t", **S), 2, None, 0, 1, False, True])
case("torch", "max_pool1d", [T(2, 2, 7, **S), 2, None, 0, 1, False], lambda a: torch.max_pool1d(a, 2))
case("torch", "max_pool2d", [T(2, 2, 7, 7, **S), 2, None, 0, 1, False], lambda a: torch.max_pool2d(a, 2))
nn("avg_pool2d", [T(2, 5, 4, layout="t"), [2, 3], 1, [1, 0], False, True, 3], True)
nn("avg_pool2d", [T(2, 2, 4, 4, dtype=F32), 2, None, 0, False, True, None])
for size in (1, [1, 1], 2, [3, 2], [5, 7]):
    nn("adaptive_avg_pool2d", [T(2, 2, 5, 7, **S), size], True)
    nn("adaptive_max_pool2d", [T(2, 2, 5, 7, **S), size, True])
    nn("adaptive_max_pool2d", [T(2, 5, 7, **S), size, False])
nn("adaptive_avg_pool2d", [T(2, 5, 7, dtype=F32), [3, 3]])
for size in (1, 3):
    nn("adaptive_avg_pool1d", [T(2, 2, 7, **S), size], True)
    nn("adaptive_max_pool1d", [T(2, 2, 7, **S), size, False])

# normalisation: running_mean, running_var, weight, bias, training, momentum, eps
for shape in ((4, 3), (2, 3, 4), (2, 3, 2, 3)):
    for training in (True, False):
        nn("batch_norm", [T(*shape, **S), T(3, grad=False), T(3, grad=False), T(3), T(3), training, 0.1, 1e-5], True)
        nn("batch_norm", [T(*shape, **S), T(3, grad=False), T(3, grad=False), None, None, training, 0.3, 1e-3], True)
nn("batch_norm", [T(4, 3, **S), None, None, T(3), T(3), True, 0.1, 1e-5], True)
nn("batch_norm", [T(4, 3, layout="t", **S), None, None, T(3, grad=False), T(3), True, 0.1, 1e-5], True)
nn("batch_norm", [T(2, 3, 2, 2, grad=False, **S), None, None, T(3), T(3), True, 0.1, 1e-5], True)
nn("batch_norm", [T(2, 3, 4, 4, dtype=F32, **S), T(3, dtype=F32, grad=False), T(3, dtype=F32, grad=False), T(3, dtype=F32), T(3, dtype=F32), True, 0.1, 1e-5])
nn("batch_norm", [T(0, 3, **S), T(3, grad=False), T(3, grad=False), T(3), T(3), True, 0.1, 1e-5], compute=lambda a, *_: a.clone())
for shape, size in (((4, 3), [3]), ((2, 3, 4), [3, 4]), ((2, 3, 4), [4]), ((5,), [5])):
    nn("layer_norm", [T(*shape, **S), size, T(*size), T(*size), 1e-5], True)
    nn("layer_norm", [T(*shape, **S), size, None, None, 1e-5], True)
nn("layer_norm", [T(2, 3, 4, dtype=F32, **S), [4], T(4, dtype=F32), T(4, dtype=F32), 1e-5])
for shape, groups in (((2, 4, 3), 2), ((2, 4), 2), ((3, 4, 2, 2), 1), ((2, 4, 3), 4)):
    nn("group_norm", [T(*shape, **S), groups, T(4), T(4), 1e-5], True)
    nn("group_norm", [T(*shape, **S), groups, None, None, 1e-5], True)

# dropout without chance, embedding
nn("dropout", [T(2, 3), 0.5, False, False], True)
nn("dropout", [T(2, 3), 1.0, True, False], True)
nn("dropout2d", [T(2, 3, 2), 0.0, True, False], True)
nn("dropout1d", [T(2, 3, 2), 0.5, False, False], True)
case("torch", "dropout", [T(2, 3), 0.5, False], None, True)
# what differences see of the row of padding, its gradient leaves out
for padding in (None, 1, -1):
    weight = T(4, 3, dtype=F32 if padding else F64)
    nn("embedding", [T(data=[[1, 3], [0, 1]], dtype=I64), weight, padding, None, 2.0, False, False], padding is None)
nn("embedding", [L(2, 2, 0), T(4, 3, dtype=F32), None, None, 2.0, False, False])
nn("embedding", [T(data=1, dtype=I64), T(4, 3), None, None, 2.0, False, False], True)

# activations
WIDE = dict(low=0.1, high=4.0, signs=True)
POINTS = lambda: (T(7, **WIDE), T(), T(2, 3, layout="t", **WIDE), T(0))
ACTIVATIONS = {"relu": [], "relu6": [], "leaky_relu": [0.02], "elu": [1.5], "selu": [], "celu": [1.5], "silu": [], "mish": [],
               "hardtanh": [-1.0, 2.0], "hardswish": [], "hardsigmoid": [], "threshold": [0.2, -3.0],
               "rrelu": [0.125, 0.25, False]}
for name, settings in ACTIVATIONS.items():
    for x in POINTS():
        nn(name, [x, *settings, False], name in ("silu", "mish", "hardswish", "elu", "selu", "celu"))
    nn(name, [T(2, 3, dtype=F32, **WIDE), *settings, False])
    nn(name, [T(2, 3, grad=False, **WIDE), *settings, True])
for name, settings in {"softplus": [[1, 20], [2.0, 3.0]], "softsign": [[]], "tanhshrink": [[]], "softshrink": [[0.5], [1.0]],
                       "hardshrink": [[0.5], [1.0]], "logsigmoid": [[]], "gelu": [["none"], ["tanh"]]}.items():
    for setting in settings:
        for x in POINTS():
            smooth = name in ("softplus", "softsign", "tanhshrink", "logsigmoid", "gelu")
            if name == "gelu":
                nn(name, [x, *setting], smooth, lambda a, s=setting: F.gelu(a, approximate=s[0]))
            else:
                nn(name, [x, *setting], smooth)
case("torch", "hardshrink", [T(5, **WIDE), 0.5])
nn("softplus", [T(5, dtype=F32, **WIDE), 1, 20])
nn("gelu", [T(5, dtype=F32, **WIDE), "none"], compute=lambda a: F.gelu(a))
nn("hardtanh", [T(data=[-3, 0, 5], dtype=I64), -1.0, 2.0, False])
for shape, n in (((2, 3), 3), ((2, 3, 2), 3), ((4,), 1), ((2, 3, 2), 1)):
    nn("prelu", [T(*shape, **WIDE), T(n)], True)
nn("prelu", [T(2, 3, grad=False, **WIDE), T(3)], True)
for shape, dim in (((4,), -1), ((2, 4), 1), ((4, 3), 0), ((2, 4, 2), 1)):
    nn("glu", [T(*shape, **WIDE), dim], True, lambda a, d=dim: F.glu(a, d))
nn("tanh", [T(3)], True)
nn("sigmoid", [T(3)], True)
for name in ("softmax", "log_softmax"):
    for shape, dim in (((5,), 0), ((2, 3), 1), ((2, 3), 0), ((2, 3, 2), 1), ((), 0), ((2, 3, 2), -1), ((0, 3), 1)):
        case("torch", name, [T(*shape, **S), dim, None], None, True)
        nn(name, [T(*shape, **S), dim, 3, None], True)
    nn(name, [T(2, 3, layout="t"), 1, 3, None], True)
    nn(name, [T(2, 3, dtype=F32), 1, 3, F64])
    nn(name, [T(2, 3), None, 3, None], True)
    nn(name, [T(2, 3, dtype=F32), 0, 3, None])
nn("softmin", [T(2, 3), 1, 3, None], True)

# losses: input, target, size_average, reduce, reduction
for reduction in ("mean", "sum", "none"):
    for name, rest in (("mse_loss", []), ("l1_loss", []), ("smooth_l1_loss", [0.7])):
        smooth = name == "mse_loss"
        for pair in ((T(2, 3, **S), T(2, 3, **S)), (T(2, 3, **S), T(2, 3, grad=False, **S)), (T(2, 3, grad=False, **S), T(2, 3, **S)),
                     (T(2, 3), T(3)), (T(), T()), (T(2, 3, layout="t"), T(2, 3))):
            nn(name, [*pair, None, None, reduction, *rest], smooth)
    for pair in ((T(2, 3, **S), T(2, 3, **S)), (T(2, 3), T(2, 1))):
        nn("huber_loss", [*pair, reduction, 0.7])
    sign = T(data=[[1, -1, 1], [-1, -1, 1]], dtype=F64, grad=False)
    nn("soft_margin_loss", [T(2, 3, **S), sign, None, None, reduction], True)
    nn("hinge_embedding_loss", [T(2, 3, **S), sign, 1.0, None, None, reduction])
    nn("margin_ranking_loss", [T(2, 3, **S), T(2, 3, **S), sign, 0.5, None, None, reduction])
    p = lambda grad=True: T(2, 3, low=0.1, high=0.9, grad=grad)
    for weight in (None, T(3, grad=False), T(2, 3, grad=False)):
        nn("binary_cross_entropy", [p(), p(False), weight, None, None, reduction], True)
        nn("binary_cross_entropy_with_logits", [T(2, 3, **S), p(False), weight, None, None, reduction, None], True)
    nn("binary_cross_entropy", [p(), p(), None, None, None, reduction], True)
    nn("binary_cross_entropy_with_logits", [T(2, 3, **S), p(), None, None, None, reduction, T(3, grad=False)], True)
    nn("binary_cross_entropy_with_logits", [T(2, 3, **S), p(), T(3, grad=False), None, None, reduction, None], True)
    nn("kl_div", [T(2, 3, **S), p(False), None, None, reduction, False], True)
    nn("kl_div", [T(2, 3, **S), p(), None, None, reduction, False], True)
    nn("kl_div", [T(2, 3, **S), T(2, 3), None, None, reduction, True], True)
    w = lambda: T(3, grad=False)
    for weight in (None, w()):
        for target, ignore in ((L(0, 2), -100), (L(2, 1), 2), (L(1, 1), -100)):
            nn("nll_loss", [T(2, 3, **S), target, weight, None, ignore, None, reduction], True)
            nn("cross_entropy", [T(2, 3, **S), target, weight, None, ignore, None, reduction, 0.0], True)
            nn("cross_entropy", [T(2, 3, **S), target, weight, None, ignore, None, reduction, 0.1], True)
        spatial = T(data=[[[0, 1], [2, 1]], [[1, 1], [0, 2]]], dtype=I64)
        nn("nll_loss", [T(2, 3, 2, 2, **S), spatial, weight, None, 1, None, reduction], True)
        nn("cross_entropy", [T(2, 3, 2, 2, **S), spatial, weight, None, -100, None, reduction, 0.2], True)
        nn("nll_loss", [T(2, 3, 2, **S), T(data=[[0, 1], [2, 1]], dtype=I64), weight, None, -100, None, reduction], True)
        nn("cross_entropy", [T(2, 3, **S), p(), weight, None, -100, None, reduction, 0.0], True)
        nn("cross_entropy", [T(2, 3, **S), p(False), weight, None, -100, None, reduction, 0.1], True)
    nn("nll_loss", [T(2, 3, 1, 2, 2, **S), T(data=[[[[0, 1], [2, 1]]], [[[1, 1], [0, 2]]]], dtype=I64), None, None, -100, None, reduction], True)
    nn("nll_loss", [T(3, **S), T(data=1, dtype=I64), None, None, -100, None, reduction], True)
    nn("cross_entropy", [T(3, **S), T(data=1, dtype=I64), None, None, -100, None, reduction, 0.0], True)
    nn("cross_entropy", [T(3, **S), T(3), None, None, -100, None, reduction, 0.0], True)
nn("mse_loss", [T(2, 3, dtype=F32), T(2, 3, dtype=F32), None, None, "mean"])
nn("mse_loss", [T(2, 3), T(2, 3), False, None, "mean"], True)
nn("cross_entropy", [T(2, 3, dtype=F32), L(0, 2), None, None, -100, None, "mean", 0.0])
nn("kl_div", [T(2, 3), T(2, 3), None, None, "batchmean", False], True)
nn("smooth_l1_loss", [T(2, 3), T(2, 3), None, None, "mean", 0.0])
for a, b, dim in (((2, 3), (2, 3), 1), ((2, 3), (3,), -1), ((4,), (4,), 0), ((2, 3, 2), (2, 3, 2), 1)):
    nn("cosine_similarity", [T(*a, **S), T(*b, **S), dim, 1e-8], True)
for shape, p, dim in (((2, 3), 2.0, 1), ((4,), 2.0, 0), ((2, 3, 2), 2.0, 1), ((2, 3), 3.0, -1)):
    nn("normalize", [T(*shape, **S), p, dim, 1e-12], True)
for a, b in (((2, 3), (2, 3)), ((4,), (4,)), ((2, 3), (3,))):
    for keep in (False, True):
        nn("pairwise_distance", [T(*a, **S), T(*b, low=2.0, high=3.0), 2.0, 1e-6, keep], True)

# padding and resampling
for pads in ([1, 2], [0, 0], [1, 0, 2, 1], [-1, 2], [0, -1, -1, 0]):
    nn("pad", [T(2, 3), pads, "constant", None], True)
nn("pad", [T(2, 3, layout="t"), [1, 1], "constant", 2.5], True)
nn("pad", [T(2, 3, 2, dtype=F32), [1, 1], "constant", 0.0])
nn("pad", [T(2, dtype=I64), [1, 1], "constant", 7])
for mode in ("reflect", "replicate"):
    for shape, pads in (((2, 4), [1, 2]), ((2, 2, 4), [3, 1]), ((2, 3, 4), [1, 2, 2, 1]), ((1, 2, 3, 4), [3, 2, 1, 2])):
        nn("pad", [T(*shape), pads, mode, None], True)
# size, scale_factor, mode, align_corners
up = lambda a, size, scale, mode, corners: F.interpolate(a, size, scale, mode, corners)
for shape, size, scale, mode, corners in (
        ((1, 2, 4), None, 2, "nearest", None), ((1, 2, 4), 5, None, "nearest", None), ((1, 2, 3, 4), None, 2.5, "nearest", None),
        ((1, 2, 3, 4), [2, 5], None, "nearest", None), ((1, 2, 4), 7, None, "linear", False), ((1, 2, 4), 7, None, "linear", True),
        ((1, 2, 3, 4), None, 2, "bilinear", False), ((1, 2, 3, 4), [5, 3], None, "bilinear", True), ((1, 2, 3, 4), [2, 2], None, "bilinear", False)):
    nn("interpolate", [T(*shape), size, scale, mode, corners], True, lambda a, s=(size, scale, mode, corners): up(a, *s))

# instance normalisation and circular padding
nn("instance_norm", [T(2, 3, 4, **S), None, None, T(3), T(3), True, 0.1, 1e-5], True)
nn("instance_norm", [T(2, 2, 3, 2, **S), None, None, None, None, True, 0.1, 1e-5], True)
nn("pad", [T(2, 3, 4, **S), [1, 2], "circular", None], True)
nn("pad", [T(1, 2, 3, 4, **S), [1, 0, 2, 1], "circular", None], True)
nn("pad", [T(1, 2, 3, 4, **S), [-1, 2, 1, -1], "circular", None], True)
