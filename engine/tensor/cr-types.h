#pragma once
/* Forward declarations of the tensor layer, and the scalar type of a size.
 * Sizes, strides and offsets count elements, never bytes. */

#include <glib.h>

G_BEGIN_DECLS

#define CR_MAX_DIMS 64 /* as in PyTorch */

typedef struct _CrContext CrContext;
typedef struct _CrBuffer CrBuffer;
typedef struct _CrStorage CrStorage;
typedef struct _CrTensor CrTensor;
typedef struct _CrGenerator CrGenerator;
typedef struct _CrAutogradMeta CrAutogradMeta; /* the autograd layer's part of a tensor */

G_END_DECLS
