// LibTorch's tensors behind a plain C interface.
//
// Every function that can fail returns a status: 0 is success, anything else is failure, and fst_error_message() then
// has the cause, on the calling thread, until its next call. Results are returned through the last parameters, are new handles
// owned by the caller, and are unchanged on failure. No function changes a tensor that it is given. Handles may be read by
// several threads at once.
#ifndef FEWSHOT_TORCH_H
#define FEWSHOT_TORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fst_tensor_s *fst_tensor;
typedef int32_t fst_status;

typedef enum fst_dtype : int32_t {
    FST_FLOAT32 = 0,
    FST_FLOAT64 = 1,
    FST_INT64 = 2,
    FST_UINT8 = 3,
    FST_BOOL = 4,
    FST_BFLOAT16 = 5,
} fst_dtype;

// ---- Runtime ----------------------------------------------------------------------------------------------------------

/// The message of this thread's last failure; valid until the thread's next call.
const char *fst_error_message(void);
/// LibTorch's version, "2.13.0".
const char *fst_version(void);
/// The number of threads of one operation.
int32_t fst_threads(void);
fst_status fst_set_threads(int32_t count);
/// Returns freed memory blocks of at least `bytes` to the system immediately; by default, blocks of up to a gibibyte are
/// kept for the next operation.
fst_status fst_keep_blocks_below(int64_t bytes);
/// Sets what convolution blocks round the factors of their products to, in the whole process: FST_FLOAT32, which rounds nothing, or
/// FST_BFLOAT16. Products are added up in float32 either way.
void fst_set_product_type(fst_dtype type);
fst_dtype fst_product_type(void);
/// The name of the loops that this thread uses where they apply: "avx512" or "avx2"; of those that round to bfloat16 "amx-bfloat16",
/// "avx512-bfloat16", "avx512-rounded" or "avx2-rounded"; or "plain" for LibTorch's operations alone.
const char *fst_kernels(void);
/// Chooses this thread's loops by name, "plain-bfloat16" for LibTorch's operations that round, or with NULL the best of this processor's;
/// for tests and comparisons. False where the processor lacks them.
bool fst_set_kernels(const char *name);
/// Returns all freed memory to the system that lies between blocks in use, a page at a time.
void fst_trim_memory(void);
/// Loads LibTorch's CUDA library by name, once; `out` is the number of usable GPUs, -1 without the library.
fst_status fst_cuda_devices(int32_t *out);
/// The number of live handles of all threads.
int64_t fst_live_handles(void);

// ---- Handles ----------------------------------------------------------------------------------------------------------

/// Releases a handle; accepts NULL.
void fst_free(fst_tensor tensor);
fst_dtype fst_dtype_of(fst_tensor tensor);
int32_t fst_rank(fst_tensor tensor);
/// Borrowed, `fst_rank` numbers, valid while the handle lives.
const int64_t *fst_shape(fst_tensor tensor);
int64_t fst_count(fst_tensor tensor);
bool fst_is_cuda(fst_tensor tensor);
int32_t fst_device_index(fst_tensor tensor);
bool fst_is_channels_last(fst_tensor tensor);
bool fst_requires_gradient(fst_tensor tensor);

// ---- Creation and reading ---------------------------------------------------------------------------------------------

/// Copies `bytes` bytes, row-major, which must be exactly what the shape needs.
fst_status fst_from_bytes(const void *data, size_t bytes, const int64_t *shape, int32_t rank, fst_dtype dtype, fst_tensor *out);
/// Copies all elements, row-major, into `data`, which holds exactly `bytes` bytes.
fst_status fst_copy_bytes(fst_tensor tensor, void *data, size_t bytes);
fst_status fst_full(const int64_t *shape, int32_t rank, double value, fst_dtype dtype, fst_tensor *out);
fst_status fst_range(int64_t start, int64_t end, fst_tensor *out);
fst_status fst_identity(int64_t size, fst_dtype dtype, fst_tensor *out);
fst_status fst_random_uniform(const int64_t *shape, int32_t rank, double low, double high, uint64_t seed, fst_dtype dtype, fst_tensor *out);
fst_status fst_random_normal(const int64_t *shape, int32_t rank, uint64_t seed, fst_dtype dtype, fst_tensor *out);
fst_status fst_to_dtype(fst_tensor tensor, fst_dtype dtype, fst_tensor *out);
/// `device` is -1 for the CPU, else the index of a GPU.
fst_status fst_to_device(fst_tensor tensor, int32_t device, fst_tensor *out);

// ---- Element by element -----------------------------------------------------------------------------------------------

typedef enum fst_unary_operation : int32_t {
    FST_NEGATE, FST_ABSOLUTE, FST_EXPONENTIAL, FST_LOGARITHM, FST_LOGARITHM_1P, FST_SQUARE_ROOT, FST_SQUARE,
    FST_RECIPROCAL, FST_SIGN, FST_SINE, FST_COSINE, FST_TANH, FST_SIGMOID, FST_RELU, FST_SOFTPLUS, FST_FLOOR, FST_ROUND,
    FST_NOT, FST_IS_FINITE,
} fst_unary_operation;
fst_status fst_unary(fst_unary_operation operation, fst_tensor a, fst_tensor *out);

typedef enum fst_binary_operation : int32_t {
    FST_ADD, FST_SUBTRACT, FST_MULTIPLY, FST_DIVIDE, FST_POWER, FST_MAXIMUM, FST_MINIMUM,
    FST_EQUAL, FST_NOT_EQUAL, FST_LESS, FST_LESS_EQUAL, FST_GREATER, FST_GREATER_EQUAL, FST_AND, FST_OR,
} fst_binary_operation;
fst_status fst_binary(fst_binary_operation operation, fst_tensor a, fst_tensor b, fst_tensor *out);
/// As fst_binary with a number on the right, or on the left where `reversed`; keeps the tensor's element type where it can.
fst_status fst_binary_scalar(fst_binary_operation operation, fst_tensor a, double b, bool reversed, fst_tensor *out);

/// a + factor · b, in one pass.
fst_status fst_add_scaled(fst_tensor a, fst_tensor b, double factor, fst_tensor *out);
fst_status fst_where(fst_tensor condition, fst_tensor a, fst_tensor b, fst_tensor *out);
fst_status fst_clamp(fst_tensor a, double low, double high, fst_tensor *out);

// ---- Reductions: `dimensions` are reduced; none of them given means all ---------------------------------------------------

typedef enum fst_reduction : int32_t {
    FST_SUM, FST_MEAN, FST_VARIANCE, FST_MAX, FST_MIN, FST_ANY, FST_ALL, FST_LOG_SUM_EXP,
} fst_reduction;
/// The variance is the biased one: divided by the count.
fst_status fst_reduce(fst_reduction operation, fst_tensor a, const int64_t *dimensions, int32_t count, bool keep, fst_tensor *out);
fst_status fst_argmax(fst_tensor a, int64_t dimension, fst_tensor *out);
fst_status fst_argmin(fst_tensor a, int64_t dimension, fst_tensor *out);
fst_status fst_cumulative_sum(fst_tensor a, int64_t dimension, fst_tensor *out);
fst_status fst_softmax(fst_tensor a, int64_t dimension, fst_tensor *out);
fst_status fst_log_softmax(fst_tensor a, int64_t dimension, fst_tensor *out);
fst_status fst_sort(fst_tensor a, int64_t dimension, bool descending, fst_tensor *out_values, fst_tensor *out_indices);
fst_status fst_top_k(fst_tensor a, int64_t k, int64_t dimension, bool largest, fst_tensor *out_values, fst_tensor *out_indices);

// ---- Shape and indexing -----------------------------------------------------------------------------------------------

fst_status fst_reshape(fst_tensor a, const int64_t *shape, int32_t rank, fst_tensor *out);
fst_status fst_expand(fst_tensor a, const int64_t *shape, int32_t rank, fst_tensor *out);
fst_status fst_permute(fst_tensor a, const int64_t *dimensions, int32_t rank, fst_tensor *out);
fst_status fst_unsqueeze(fst_tensor a, int64_t dimension, fst_tensor *out);
fst_status fst_squeeze(fst_tensor a, int64_t dimension, fst_tensor *out);
fst_status fst_concatenate(const fst_tensor *tensors, int32_t count, int64_t dimension, fst_tensor *out);
fst_status fst_stack(const fst_tensor *tensors, int32_t count, int64_t dimension, fst_tensor *out);
/// Elements `start ..< end` of one dimension, every `step`-th.
fst_status fst_slice(fst_tensor a, int64_t dimension, int64_t start, int64_t end, int64_t step, fst_tensor *out);
fst_status fst_select(fst_tensor a, int64_t dimension, int64_t index, fst_tensor *out);
fst_status fst_flip(fst_tensor a, const int64_t *dimensions, int32_t count, fst_tensor *out);
/// Turns the plane of the last two dimensions by quarter turns, counter-clockwise.
fst_status fst_rotate(fst_tensor a, int64_t quarter_turns, fst_tensor *out);
/// `amounts` are pairs (before, after), the last dimension first.
fst_status fst_pad(fst_tensor a, const int64_t *amounts, int32_t count, double value, fst_tensor *out);
fst_status fst_repeat(fst_tensor a, const int64_t *counts, int32_t rank, fst_tensor *out);
fst_status fst_repeat_each(fst_tensor a, int64_t times, int64_t dimension, fst_tensor *out);
fst_status fst_contiguous(fst_tensor a, fst_tensor *out);
/// Rank 4 only: the same values, stored with the channels innermost.
fst_status fst_channels_last(fst_tensor a, fst_tensor *out);
fst_status fst_index_select(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor *out);
fst_status fst_gather(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor *out);
/// A copy of `a` with `values` added at `indices` along the dimension.
fst_status fst_scatter_add(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor values, fst_tensor *out);
/// A copy of `a` with row i of `values` added to row `indices[i]`.
fst_status fst_index_add(fst_tensor a, int64_t dimension, fst_tensor indices, fst_tensor values, fst_tensor *out);
fst_status fst_one_hot(fst_tensor indices, int64_t classes, fst_tensor *out);

// ---- Linear algebra and networks --------------------------------------------------------------------------------------

fst_status fst_matmul(fst_tensor a, fst_tensor b, fst_tensor *out);
/// Squared Euclidean distances between rows: [..., n, d] and [..., m, d] give [..., n, m].
fst_status fst_squared_distances(fst_tensor a, fst_tensor b, fst_tensor *out);
/// Eigenvalues, ascending, and eigenvectors, in columns, of a symmetric matrix.
fst_status fst_symmetric_eigen(fst_tensor a, fst_tensor *out_values, fst_tensor *out_vectors);
/// The inverse of a symmetric, positive definite matrix, by its Cholesky factor; fails where it is none.
fst_status fst_positive_definite_inverse(fst_tensor a, fst_tensor *out);
/// `bias` may be NULL. Inputs are taken and results given with the channels innermost.
fst_status fst_convolution(fst_tensor input, fst_tensor weight, fst_tensor bias, int64_t stride, int64_t padding, int64_t groups, fst_tensor *out);
fst_status fst_max_pool(fst_tensor input, int64_t size, int64_t stride, int64_t padding, fst_tensor *out);
fst_status fst_average_pool(fst_tensor input, int64_t size, int64_t stride, int64_t padding, fst_tensor *out);
/// Normalises by the batch's own statistics, which are returned: mean and biased variance, one per channel, without gradient.
fst_status fst_batch_norm_batch(fst_tensor input, fst_tensor scale, fst_tensor shift, double epsilon, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance);
/// Normalises by given statistics.
fst_status fst_batch_norm_fixed(fst_tensor input, fst_tensor scale, fst_tensor shift, fst_tensor mean, fst_tensor variance, double epsilon, fst_tensor *out);
/// A 3×3 convolution, normalisation by the batch's own statistics, 2×2 max pooling where `pooled`, and ReLU where `rectified`. Mean and biased variance, [out],
/// come without gradient; `bias`, which may be NULL, has none either, and is part of the mean alone. Differentiable to any order.
fst_status fst_convolution_block(fst_tensor input, fst_tensor weight, fst_tensor bias, fst_tensor scale, fst_tensor shift, double epsilon, int64_t padding, bool pooled, bool rectified, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance);
/// The same with given statistics, [out] each.
fst_status fst_convolution_block_fixed(fst_tensor input, fst_tensor weight, fst_tensor bias, fst_tensor scale, fst_tensor shift, fst_tensor mean, fst_tensor variance, double epsilon, int64_t padding, bool pooled, bool rectified, fst_tensor *out);
/// A weight [out, in, 3, 3] as fst_convolution_answer reads it fastest.
fst_status fst_prepared_weight(fst_tensor weight, fst_tensor *out);
/// A 3×3 convolution, max pooling where `pooled`, and ReLU; `ready` is what fst_prepared_weight made of `weight`.
fst_status fst_convolution_answer(fst_tensor input, fst_tensor weight, fst_tensor ready, fst_tensor bias, int64_t padding, bool pooled, fst_tensor *out);
/// Images [n, c, h, w] of a floating type, bilinear; antialiased when shrinking.
fst_status fst_resize(fst_tensor images, int64_t height, int64_t width, fst_tensor *out);
/// Reads images [n, c, h, w] at points [n, h', w', 2], (x, y) from -1 to 1 over the image's edges, bilinear; gives
/// [n, c, h', w']. Outside there are zeros, or what mirrors the image where `reflected`.
fst_status fst_sample(fst_tensor images, fst_tensor points, bool reflected, fst_tensor *out);
/// Convolves images [tasks, n, height, width, channels] with each task's own weight, [tasks, size * size * channels, out]: a window
/// row-major, the channels innermost. Gives [tasks, n * windows, out]. Differentiable twice.
fst_status fst_task_convolution(fst_tensor images, fst_tensor weight, int64_t size, int64_t stride, int64_t padding, fst_tensor *out);
/// Normalises [tasks, rows, channels] by each task's own statistics, with its own scale and shift, [tasks, channels]; `rectified`, what
/// is below 0 becomes 0. Mean and biased variance, [tasks, channels], come without gradient. Differentiable twice.
fst_status fst_task_norm(fst_tensor input, fst_tensor scale, fst_tensor shift, double epsilon, bool rectified, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance);
/// What fst_task_norm makes of fst_task_convolution, rectified, in one pass over each task: [tasks, n * windows, out], and mean and biased
/// variance, [tasks, out], without gradient. Differentiable twice.
fst_status fst_task_block(fst_tensor images, fst_tensor weight, fst_tensor scale, fst_tensor shift, int64_t size, int64_t stride, int64_t padding, double epsilon, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_variance);

/// The constants of a step of Adam, its corrections of the averages' start included.
typedef struct fst_adam_factors {
    double mean_decay, square_decay, mean_scale, square_scale, epsilon;
} fst_adam_factors;

/// A parameter after a step along its gradient, and its averages after it: mean ← decay * mean + (1 - decay) * gradient, square likewise,
/// parameter - mean_scale * mean / (sqrt(square) / square_scale + epsilon).
fst_status fst_adam(fst_tensor parameter, fst_tensor gradient, fst_tensor mean, fst_tensor square, const fst_adam_factors *by, fst_tensor *out, fst_tensor *out_mean, fst_tensor *out_square);

// ---- Transformers -----------------------------------------------------------------------------------------------------

typedef enum fst_activation : int32_t {
    FST_NO_ACTIVATION = 0,
    FST_RELU_ACTIVATION = 1,
    FST_GELU = 2,
    /// GELU by its approximation with tanh.
    FST_GELU_TANH = 3,
    /// x * sigmoid(1.702 x).
    FST_QUICK_GELU = 4,
    FST_TANH_ACTIVATION = 5,
} fst_activation;

/// activation(input * weight + bias) + residual; weight [inputs, outputs]. `bias` and `residual` may be NULL.
fst_status fst_affine(fst_tensor input, fst_tensor weight, fst_tensor bias, fst_activation activation, fst_tensor residual, fst_tensor *out);
fst_status fst_activate(fst_tensor input, fst_activation activation, fst_tensor *out);
/// Normalises over the last dimensions, those of `scale` and `shift`.
fst_status fst_layer_norm(fst_tensor input, fst_tensor scale, fst_tensor shift, double epsilon, fst_tensor *out);
/// Attention within sequences of `count` lengths, whose rows lie one after another: `packed` [rows, 3 * width] holds queries, keys and
/// values, each by head; gives [rows, width]. `causal`, no row attends to a later one. Fastest where equal lengths are neighbours.
fst_status fst_self_attention(fst_tensor packed, const int64_t *lengths, int32_t count, int64_t heads, bool causal, fst_tensor *out);
/// Attention of queries [n, m, width] to keys and values [n, length, width]; gives [n, m, width].
fst_status fst_attention(fst_tensor queries, fst_tensor keys, fst_tensor values, int64_t heads, fst_tensor *out);
/// The mean of each sequence's rows, laid out as above: [rows, width] gives [count, width].
fst_status fst_sequence_means(fst_tensor rows, const int64_t *lengths, int32_t count, fst_tensor *out);
/// Images [n, c, h, w] of a floating type by cubic interpolation.
fst_status fst_resize_bicubic(fst_tensor images, int64_t height, int64_t width, bool antialiased, fst_tensor *out);
/// Rows of a table [rows, width] by `ids`, int64 of any shape [...]: [..., width].
fst_status fst_embedding(fst_tensor table, fst_tensor ids, fst_tensor *out);

// ---- TorchScript ------------------------------------------------------------------------------------------------------

typedef struct fst_script_s *fst_script;

/// Loads a module from the bytes of a file, which may run code, for evaluation; `device` is -1 for the CPU, else the index of a
/// GPU. The handle is freed with fst_script_free, and may be used by several threads at once.
fst_status fst_script_load(const void *data, size_t bytes, int32_t device, fst_script *out);
/// The one tensor that `forward` makes of one tensor, without gradient; any other result is a failure.
fst_status fst_script_forward(fst_script script, fst_tensor input, fst_tensor *out);
int64_t fst_script_parameter_count(fst_script script);
/// Releases a handle; accepts NULL.
void fst_script_free(fst_script script);

// ---- Groups of processes ----------------------------------------------------------------------------------------------

typedef struct fst_group_s *fst_group;

/// The place of a process in a group that meets at a store of `host`.
typedef struct fst_group_place {
    const char *host;
    int32_t port;
    int32_t rank, size;
    /// Whether this process serves the store that the others come to.
    bool serves_store;
    /// A prefix of the group's keys in the store.
    const char *name;
} fst_group_place;

/// True where LibTorch has c10d with Gloo, which a group needs.
bool fst_has_groups(void);
/// Waits until all processes of a group have come, or for so many milliseconds; later calls wait for each other `exchange_timeout`
/// milliseconds at most. The handle is freed with fst_group_free and used by one thread at a time.
fst_status fst_group_join(const fst_group_place *place, int64_t join_timeout, int64_t exchange_timeout, fst_group *out);
/// The sums over all processes of tensors of one element type, in one exchange: every process gives as many, of the same sizes, in the
/// same order, and gets the same bits.
fst_status fst_group_sums(fst_group group, const fst_tensor *inputs, int32_t count, fst_tensor *out);
/// Releases a handle; accepts NULL.
void fst_group_free(fst_group group);

// ---- Gradients --------------------------------------------------------------------------------------------------------

/// A tensor that gradients can be taken at: a new leaf, or, for one that is part of a graph already, a new name in that graph.
fst_status fst_traced(fst_tensor a, fst_tensor *out);
/// The same values without their history.
fst_status fst_detached(fst_tensor a, fst_tensor *out);
/// Gradients of a scalar at `inputs`, zeros where it does not depend on one; `differentiable` ones carry their own history.
fst_status fst_gradients(fst_tensor value, const fst_tensor *inputs, int32_t count, bool differentiable, fst_tensor *out);
bool fst_gradient_mode(void);
/// Sets whether operations of this thread are recorded; returns what it was.
bool fst_set_gradient_mode(bool enabled);

#ifdef __cplusplus
}
#endif
#endif
