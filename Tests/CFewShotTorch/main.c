// Tests of the C interface from C: what a caller in any language relies on. Prints what fails; exits with 1 if anything does.
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "FewShotTorch.h"

static int checks = 0;
static int failures = 0;

#define CHECK(condition)                                                          \
    do {                                                                          \
        ++checks;                                                                 \
        if (!(condition)) {                                                       \
            ++failures;                                                           \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
        }                                                                         \
    } while (0)

/// A result that no function may touch when it fails.
static const fst_tensor untouched = (fst_tensor)(intptr_t)0x5EED;

/// A call with `out` and `second` as results that must fail with a message, and leave both alone.
#define FAILS(call)                                                               \
    do {                                                                          \
        fst_tensor out = untouched, second = untouched, third = untouched;        \
        fst_tensor many[2] = {untouched, untouched};                              \
        (void)out, (void)second, (void)third, (void)many;                         \
        const int64_t before = fst_live_handles();                                \
        CHECK((call) != 0);                                                       \
        CHECK(strlen(fst_error_message()) > 0);                                   \
        CHECK(out == untouched && second == untouched && third == untouched);     \
        CHECK(many[0] == untouched && many[1] == untouched);                      \
        CHECK(fst_live_handles() == before);                                      \
    } while (0)

#define SUCCEEDS(call) CHECK((call) == 0)

#define COUNT(array) ((int32_t)(sizeof(array) / sizeof((array)[0])))

static fst_tensor tensor(const float *values, const int64_t *shape, int32_t rank) {
    size_t bytes = sizeof(float);
    for (int32_t i = 0; i < rank; ++i) bytes *= (size_t)shape[i];
    fst_tensor result = NULL;
    SUCCEEDS(fst_from_bytes(values, bytes, shape, rank, FST_FLOAT32, &result));
    return result;
}

static float first(fst_tensor a) {
    float values[64] = {NAN};
    SUCCEEDS(fst_copy_bytes(a, values, (size_t)fst_count(a) * sizeof(float)));
    return values[0];
}

static void test_handles(void) {
    const int64_t before = fst_live_handles();
    fst_free(NULL);
    CHECK(fst_live_handles() == before);

    const float values[6] = {1, 2, 3, 4, 5, 6};
    const int64_t shape[2] = {2, 3};
    fst_tensor a = tensor(values, shape, 2);
    CHECK(fst_live_handles() == before + 1);
    CHECK(fst_dtype_of(a) == FST_FLOAT32);
    CHECK(fst_rank(a) == 2 && fst_shape(a)[0] == 2 && fst_shape(a)[1] == 3 && fst_count(a) == 6);
    CHECK(!fst_is_cuda(a) && fst_device_index(a) == -1 && !fst_is_channels_last(a) && !fst_requires_gradient(a));

    // A result owns its values: it outlives what it was made from, and a view does too.
    fst_tensor row = NULL;
    SUCCEEDS(fst_select(a, 0, 1, &row));
    fst_free(a);
    CHECK(first(row) == 4);
    fst_free(row);
    CHECK(fst_live_handles() == before);

    // Values are copied in: the caller's memory may change.
    float changing[1] = {1};
    fst_tensor copied = tensor(changing, NULL, 0);
    changing[0] = 2;
    CHECK(first(copied) == 1);
    fst_free(copied);

    // Nothing is written into a buffer of a wrong size.
    fst_tensor scalar = tensor(values, NULL, 0);
    float room[2] = {7, 7};
    CHECK(fst_copy_bytes(scalar, room, sizeof(room)) != 0);
    CHECK(strcmp(fst_error_message(), "the tensor holds 4 bytes, there is room for 8") == 0);
    CHECK(room[0] == 7 && room[1] == 7);
    fst_free(scalar);

    const fst_dtype types[] = {FST_FLOAT32, FST_FLOAT64, FST_INT64, FST_UINT8, FST_BOOL};
    for (int32_t i = 0; i < COUNT(types); ++i) {
        fst_tensor ones = NULL, converted = NULL;
        SUCCEEDS(fst_full(shape, 2, 1, types[i], &ones));
        CHECK(fst_dtype_of(ones) == types[i]);
        SUCCEEDS(fst_to_dtype(ones, FST_FLOAT32, &converted));
        CHECK(first(converted) == 1);
        fst_free(ones);
        fst_free(converted);
    }
    CHECK(fst_live_handles() == before);
}

static void test_failures_of_creation(fst_tensor a) {
    const int64_t shape[2] = {2, 3}, negative[1] = {-1}, huge[2] = {1LL << 32, 1LL << 32}, large[1] = {1LL << 50};
    const float values[6] = {0};
    const fst_dtype no_type = (fst_dtype)99;
    FAILS(fst_from_bytes(values, 20, shape, 2, FST_FLOAT32, &out));
    FAILS(fst_from_bytes(values, 24, negative, 1, FST_FLOAT32, &out));
    FAILS(fst_from_bytes(values, 24, shape, 2, no_type, &out));
    FAILS(fst_full(negative, 1, 0, FST_FLOAT32, &out));
    FAILS(fst_full(huge, 2, 0, FST_FLOAT32, &out));
    FAILS(fst_full(large, 1, 0, FST_FLOAT32, &out));
    FAILS(fst_full(shape, 2, 0, no_type, &out));
    FAILS(fst_range(3, 2, &out));
    FAILS(fst_range(0, 1LL << 61, &out));
    FAILS(fst_identity(-1, FST_FLOAT32, &out));
    FAILS(fst_identity(2, no_type, &out));
    FAILS(fst_random_uniform(shape, 2, 1, 0, 1, FST_FLOAT32, &out));
    FAILS(fst_random_uniform(shape, 2, 0, 1, 1, FST_INT64, &out));
    FAILS(fst_random_uniform(negative, 1, 0, 1, 1, FST_FLOAT32, &out));
    FAILS(fst_random_normal(shape, 2, 1, FST_BOOL, &out));
    FAILS(fst_random_normal(huge, 2, 1, FST_FLOAT32, &out));
    FAILS(fst_to_dtype(a, no_type, &out));
    FAILS(fst_to_device(a, 99, &out));
    FAILS(fst_set_threads(0));
    FAILS(fst_keep_blocks_below(0));
    FAILS(fst_keep_blocks_below((int64_t)1 << 31));
    SUCCEEDS(fst_keep_blocks_below(1 << 30));
}

static void test_failures_of_arithmetic(fst_tensor a, fst_tensor b, fst_tensor truth) {
    FAILS(fst_unary((fst_unary_operation)99, a, &out));
    FAILS(fst_unary(FST_NEGATE, truth, &out));
    FAILS(fst_binary((fst_binary_operation)99, a, a, &out));
    for (int32_t i = FST_ADD; i <= FST_OR; ++i) FAILS(fst_binary((fst_binary_operation)i, a, b, &out));
    FAILS(fst_binary_scalar((fst_binary_operation)99, a, 1, false, &out));
    FAILS(fst_binary_scalar(FST_SUBTRACT, truth, 1, false, &out));
    FAILS(fst_where(a, a, a, &out));
    FAILS(fst_where(truth, a, b, &out));
    FAILS(fst_clamp(a, -1e300, 1e300, &out));
}

static void test_failures_of_reductions(fst_tensor a) {
    const int64_t outside[1] = {2}, twice[2] = {0, 0};
    FAILS(fst_reduce((fst_reduction)99, a, NULL, 0, false, &out));
    for (int32_t i = FST_SUM; i <= FST_LOG_SUM_EXP; ++i) {
        FAILS(fst_reduce((fst_reduction)i, a, outside, 1, false, &out));
        FAILS(fst_reduce((fst_reduction)i, a, twice, 2, false, &out));
    }
    FAILS(fst_argmax(a, 2, &out));
    FAILS(fst_argmin(a, -3, &out));
    FAILS(fst_cumulative_sum(a, 2, &out));
    FAILS(fst_softmax(a, 2, &out));
    FAILS(fst_log_softmax(a, 2, &out));
    FAILS(fst_sort(a, 2, false, &out, &second));
    FAILS(fst_top_k(a, 4, 1, true, &out, &second));
    FAILS(fst_top_k(a, 1, 2, true, &out, &second));
}

static void test_failures_of_shapes(fst_tensor a, fst_tensor b, fst_tensor indices) {
    const int64_t four[1] = {4}, wider[2] = {2, 4}, twice[2] = {0, 0}, outside[1] = {2}, odd[1] = {1}, fewer[1] = {2};
    const fst_tensor different[2] = {a, b};
    FAILS(fst_reshape(a, four, 1, &out));
    FAILS(fst_expand(a, wider, 2, &out));
    FAILS(fst_permute(a, twice, 2, &out));
    FAILS(fst_unsqueeze(a, 4, &out));
    FAILS(fst_squeeze(a, 2, &out));
    FAILS(fst_concatenate(different, 2, 0, &out));
    FAILS(fst_concatenate(NULL, 0, 0, &out));
    FAILS(fst_stack(different, 2, 0, &out));
    FAILS(fst_stack(NULL, 0, 0, &out));
    FAILS(fst_slice(a, 0, 1, 3, 1, &out));
    FAILS(fst_slice(a, 0, -1, 1, 1, &out));
    FAILS(fst_slice(a, 2, 0, 1, 1, &out));
    FAILS(fst_slice(a, 0, 0, 1, 0, &out));
    FAILS(fst_select(a, 0, 2, &out));
    FAILS(fst_select(a, 2, 0, &out));
    FAILS(fst_flip(a, outside, 1, &out));
    FAILS(fst_rotate(b, 1, &out));
    FAILS(fst_pad(a, odd, 1, 0, &out));
    FAILS(fst_repeat(a, fewer, 1, &out));
    FAILS(fst_repeat_each(a, -1, 0, &out));
    FAILS(fst_repeat_each(a, 2, 2, &out));
    FAILS(fst_channels_last(a, &out));
    FAILS(fst_index_select(a, 0, indices, &out));
    FAILS(fst_index_select(a, 0, a, &out));
    FAILS(fst_gather(a, 0, indices, &out));
    FAILS(fst_scatter_add(a, 0, indices, a, &out));
    FAILS(fst_index_add(a, 0, indices, a, &out));
    FAILS(fst_one_hot(indices, 3, &out));
    FAILS(fst_one_hot(a, 3, &out));
}

static void test_failures_of_networks(fst_tensor a, fst_tensor b, fst_tensor image) {
    FAILS(fst_matmul(a, a, &out));
    FAILS(fst_squared_distances(a, image, &out));
    FAILS(fst_squared_distances(b, b, &out));
    FAILS(fst_symmetric_eigen(a, &out, &second));
    FAILS(fst_positive_definite_inverse(a, &out));
    FAILS(fst_convolution(a, image, NULL, 1, 0, 1, &out));
    FAILS(fst_convolution(image, a, NULL, 1, 0, 1, &out));
    FAILS(fst_convolution(image, image, a, 1, 0, 1, &out));
    FAILS(fst_convolution(image, image, NULL, 0, 0, 1, &out));
    FAILS(fst_convolution(image, image, NULL, 1, -1, 1, &out));
    FAILS(fst_convolution(image, image, NULL, 1, 0, 0, &out));
    FAILS(fst_max_pool(a, 2, 2, 0, &out));
    FAILS(fst_max_pool(image, 0, 1, 0, &out));
    FAILS(fst_max_pool(image, 2, 0, 0, &out));
    FAILS(fst_max_pool(image, 2, 2, 2, &out));
    FAILS(fst_average_pool(a, 2, 2, 0, &out));
    FAILS(fst_average_pool(image, 0, 1, 0, &out));
    FAILS(fst_batch_norm_batch(a, b, b, 1e-5, &out, &second, &third));
    FAILS(fst_batch_norm_batch(b, b, b, 1e-5, &out, &second, &third));
    FAILS(fst_batch_norm_fixed(a, b, b, b, b, 1e-5, &out));
    FAILS(fst_resize(a, 2, 2, &out));
    FAILS(fst_resize(image, 0, 2, &out));
    FAILS(fst_resize(image, 1LL << 40, 1LL << 40, &out));
    FAILS(fst_sample(a, image, false, &out));
    FAILS(fst_sample(image, a, false, &out));
    FAILS(fst_sample(image, image, true, &out));  // points are pairs, not rows of four
}

static void test_failures_of_tasks(fst_tensor a, fst_tensor image) {
    const float pixels[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    const int64_t images[5] = {1, 1, 2, 2, 1}, windows[3] = {1, 4, 1}, others[3] = {2, 4, 1};
    fst_tensor task = tensor(pixels, images, 5), weight = tensor(pixels, windows, 3), weights = tensor(pixels, others, 3);
    fst_tensor fine = NULL;
    SUCCEEDS(fst_to_dtype(weight, FST_FLOAT64, &fine));
    FAILS(fst_task_convolution(a, weight, 2, 1, 0, &out));
    FAILS(fst_task_convolution(image, weight, 2, 1, 0, &out));
    FAILS(fst_task_convolution(task, weight, 0, 1, 0, &out));
    FAILS(fst_task_convolution(task, weight, 2, 0, 0, &out));
    FAILS(fst_task_convolution(task, weight, 2, 1, -1, &out));
    FAILS(fst_task_convolution(task, weight, 3, 1, 0, &out));   // images of two pixels
    FAILS(fst_task_convolution(task, weight, 1, 1, 0, &out));   // a weight for windows of 4
    FAILS(fst_task_convolution(task, weights, 2, 1, 0, &out));  // of two tasks
    FAILS(fst_task_convolution(task, fine, 2, 1, 0, &out));
    const int64_t single[2] = {1, 1};
    fst_tensor factor = tensor(pixels, single, 2), rough = NULL;
    SUCCEEDS(fst_to_dtype(factor, FST_FLOAT64, &rough));
    FAILS(fst_task_block(a, weight, factor, factor, 2, 1, 0, 1e-5, &out, &second, &third));
    FAILS(fst_task_block(task, weight, factor, factor, 2, 1, 0, 1e-5, &out, &second, &third));  // one window has no variance
    FAILS(fst_task_block(task, weight, weight, factor, 2, 1, 1, 1e-5, &out, &second, &third));
    FAILS(fst_task_block(task, weight, factor, weight, 2, 1, 1, 1e-5, &out, &second, &third));
    FAILS(fst_task_block(task, weight, rough, factor, 2, 1, 1, 1e-5, &out, &second, &third));
    fst_free(factor);
    fst_free(rough);
    const fst_tensor convolved[] = {task, weight, weights, fine};
    for (int32_t i = 0; i < COUNT(convolved); ++i) fst_free(convolved[i]);

    const float values[6] = {1, 2, 3, 4, 5, 6};
    const int64_t rows[3] = {1, 2, 3}, row[3] = {2, 1, 3}, each[2] = {1, 3}, flat[1] = {3};
    fst_tensor tasks = tensor(values, rows, 3), lonely = tensor(values, row, 3);
    fst_tensor scale = tensor(values, each, 2), vector = tensor(values, flat, 1), precise = NULL;
    SUCCEEDS(fst_to_dtype(scale, FST_FLOAT64, &precise));
    FAILS(fst_task_norm(a, scale, scale, 1e-5, false, &out, &second, &third));
    FAILS(fst_task_norm(tasks, vector, scale, 1e-5, false, &out, &second, &third));
    FAILS(fst_task_norm(tasks, scale, vector, 1e-5, false, &out, &second, &third));
    FAILS(fst_task_norm(tasks, precise, scale, 1e-5, false, &out, &second, &third));
    FAILS(fst_task_norm(lonely, a, a, 1e-5, false, &out, &second, &third));  // one row has no variance
    const fst_tensor all[] = {tasks, lonely, scale, vector, precise};
    for (int32_t i = 0; i < COUNT(all); ++i) fst_free(all[i]);
}

static void test_failures_of_transformers(fst_tensor a, fst_tensor b, fst_tensor image, fst_tensor indices) {
    const int64_t whole[1] = {2}, wrong[2] = {1, 2}, negative[2] = {3, -1};
    FAILS(fst_affine(a, a, NULL, FST_GELU, NULL, &out));
    FAILS(fst_affine(a, b, NULL, FST_GELU, NULL, &out));
    FAILS(fst_affine(b, a, b, FST_GELU, NULL, &out));
    FAILS(fst_activate(a, (fst_activation)99, &out));
    FAILS(fst_activate(indices, FST_GELU, &out));
    FAILS(fst_layer_norm(a, b, b, 1e-5, &out));
    FAILS(fst_self_attention(a, whole, 1, 2, false, &out));
    FAILS(fst_self_attention(a, whole, 1, 0, false, &out));
    FAILS(fst_self_attention(a, wrong, 2, 1, false, &out));
    FAILS(fst_self_attention(a, negative, 2, 1, false, &out));
    FAILS(fst_self_attention(a, NULL, 0, 1, false, &out));
    FAILS(fst_self_attention(image, whole, 1, 1, false, &out));
    FAILS(fst_attention(a, a, a, 1, &out));
    FAILS(fst_sequence_means(a, wrong, 2, &out));
    FAILS(fst_sequence_means(b, whole, 1, &out));
    FAILS(fst_resize_bicubic(a, 2, 2, false, &out));
    FAILS(fst_resize_bicubic(image, 0, 2, true, &out));
    FAILS(fst_embedding(b, indices, &out));
    FAILS(fst_embedding(a, indices, &out));
    FAILS(fst_embedding(a, a, &out));

    fst_tensor packed = NULL;
    SUCCEEDS(fst_self_attention(a, whole, 1, 1, true, &packed));
    CHECK(fst_count(packed) == 2 && first(packed) == 0);
    fst_free(packed);
}

static void test_failures_of_scripts(void) {
    const fst_script nothing = (fst_script)(intptr_t)0x5EED;
    fst_script script = nothing;
    const char bytes[64] = "PK\3\4";
    CHECK(fst_script_load(bytes, sizeof(bytes), -1, &script) != 0);
    CHECK(strlen(fst_error_message()) > 0);
    CHECK(fst_script_load(NULL, 0, -1, &script) != 0);
    CHECK(script == nothing);
    fst_script_free(NULL);
}

static void test_failures_of_gradients(fst_tensor a, fst_tensor indices) {
    FAILS(fst_traced(indices, &out));
    FAILS(fst_gradients(a, &a, 1, false, many));

    // An input that the traced value was not computed from, and that can't have a gradient.
    fst_tensor traced = NULL, sum = NULL, kept = NULL;
    SUCCEEDS(fst_traced(a, &traced));
    SUCCEEDS(fst_reduce(FST_SUM, traced, NULL, 0, false, &sum));
    const fst_tensor inputs[2] = {traced, indices};
    FAILS(fst_gradients(sum, inputs, 2, false, many));

    // The graph is freed by a gradient that is not differentiable: a second one fails.
    SUCCEEDS(fst_unary(FST_EXPONENTIAL, sum, &kept));
    fst_tensor gradient = NULL;
    SUCCEEDS(fst_gradients(kept, &traced, 1, false, &gradient));
    FAILS(fst_gradients(kept, &traced, 1, false, many));
    fst_free(gradient);
    fst_free(kept);
    fst_free(sum);
    fst_free(traced);
}

static void test_failures(void) {
    const int64_t before = fst_live_handles();
    const float values[32] = {1};
    const int64_t matrix[2] = {2, 3}, vector[1] = {4}, images[4] = {1, 2, 4, 4}, one[1] = {1};
    const int64_t nine = 9;
    fst_tensor a = tensor(values, matrix, 2), b = tensor(values, vector, 1), image = tensor(values, images, 4);
    fst_tensor indices = NULL, truth = NULL;
    SUCCEEDS(fst_from_bytes(&nine, sizeof(nine), one, 1, FST_INT64, &indices));
    SUCCEEDS(fst_full(matrix, 2, 1, FST_BOOL, &truth));

    test_failures_of_creation(a);
    test_failures_of_arithmetic(a, b, truth);
    test_failures_of_reductions(a);
    test_failures_of_shapes(a, b, indices);
    test_failures_of_networks(a, b, image);
    test_failures_of_tasks(a, image);
    test_failures_of_transformers(a, b, image, indices);
    test_failures_of_scripts();
    test_failures_of_gradients(a, indices);

    fst_free(a);
    fst_free(b);
    fst_free(image);
    fst_free(indices);
    fst_free(truth);
    CHECK(fst_live_handles() == before);
}

static void test_gradients(void) {
    const int64_t before = fst_live_handles();
    const float three = 3;
    fst_tensor constant = tensor(&three, NULL, 0);
    fst_tensor x = NULL, cube = NULL, square = NULL, first_order = NULL, second_order = NULL, renamed = NULL, detached = NULL;
    SUCCEEDS(fst_traced(constant, &x));
    CHECK(!fst_requires_gradient(constant) && fst_requires_gradient(x));
    SUCCEEDS(fst_binary(FST_MULTIPLY, x, x, &square));
    SUCCEEDS(fst_binary(FST_MULTIPLY, square, x, &cube));
    SUCCEEDS(fst_gradients(cube, &x, 1, true, &first_order));
    SUCCEEDS(fst_gradients(first_order, &x, 1, false, &second_order));
    CHECK(first(first_order) == 27 && first(second_order) == 18);
    CHECK(fst_requires_gradient(first_order) && !fst_requires_gradient(second_order));
    SUCCEEDS(fst_traced(square, &renamed));
    SUCCEEDS(fst_detached(square, &detached));
    CHECK(fst_requires_gradient(renamed) && !fst_requires_gradient(detached));

    CHECK(fst_gradient_mode());
    CHECK(fst_set_gradient_mode(false));
    fst_tensor unrecorded = NULL;
    SUCCEEDS(fst_binary(FST_ADD, x, x, &unrecorded));
    CHECK(!fst_requires_gradient(unrecorded));
    CHECK(!fst_set_gradient_mode(true));

    const fst_tensor all[] = {constant, x, cube, square, first_order, second_order, renamed, detached, unrecorded};
    for (int32_t i = 0; i < COUNT(all); ++i) fst_free(all[i]);
    CHECK(fst_live_handles() == before);
}

static void test_several_results(void) {
    const int64_t before = fst_live_handles();
    const int64_t square[2] = {2, 2}, channels[1] = {2};
    const float values[4] = {2, 1, 1, 2};
    fst_tensor a = tensor(values, square, 2), ones = tensor(values, channels, 1);
    fst_tensor results[9] = {NULL};
    SUCCEEDS(fst_sort(a, 0, false, &results[0], &results[1]));
    SUCCEEDS(fst_top_k(a, 1, 0, true, &results[2], &results[3]));
    SUCCEEDS(fst_symmetric_eigen(a, &results[4], &results[5]));
    SUCCEEDS(fst_batch_norm_batch(a, ones, ones, 1e-5, &results[6], &results[7], &results[8]));
    CHECK(fst_live_handles() == before + 2 + COUNT(results));
    CHECK(first(results[0]) == 1 && first(results[2]) == 2 && first(results[4]) == 1 && first(results[7]) == 1.5f);
    CHECK(fst_dtype_of(results[1]) == FST_INT64 && fst_dtype_of(results[3]) == FST_INT64);
    for (int32_t i = 0; i < COUNT(results); ++i) fst_free(results[i]);
    fst_free(a);
    fst_free(ones);
    CHECK(fst_live_handles() == before);
}

static void *other_thread(void *result) {
    const int64_t negative[1] = {-7};
    FAILS(fst_full(negative, 1, 0, FST_FLOAT32, &out));
    *(bool *)result = strstr(fst_error_message(), "-7") != NULL && fst_gradient_mode();
    return NULL;
}

static void test_threads(void) {
    FAILS(fst_range(3, 2, &out));
    char message[1000];
    snprintf(message, sizeof(message), "%s", fst_error_message());
    fst_set_gradient_mode(false);
    pthread_t thread;
    bool has_its_own = false;
    CHECK(pthread_create(&thread, NULL, other_thread, &has_its_own) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(has_its_own);
    CHECK(strcmp(message, fst_error_message()) == 0);
    CHECK(!fst_set_gradient_mode(true));
}

static void test_runtime(void) {
    CHECK(strncmp(fst_version(), "2.", 2) == 0);
    SUCCEEDS(fst_set_threads(1));
    CHECK(fst_threads() == 1);
    int32_t devices = -2;
    SUCCEEDS(fst_cuda_devices(&devices));
    CHECK(devices >= -1);
    int32_t again = -2;
    SUCCEEDS(fst_cuda_devices(&again));
    CHECK(devices == again);
}

static void test_groups(void) {
    fst_group_free(NULL);
    if (!fst_has_groups()) return;
    const fst_group_place alone = {.host = "127.0.0.1", .port = 0, .rank = 0, .size = 1, .serves_store = true, .name = "test"};
    fst_group group = NULL;
    SUCCEEDS(fst_group_join(&alone, 5000, 5000, &group));
    const float values[] = {1, 2, 3};
    const int64_t shape[] = {3}, indices[] = {7};
    fst_tensor inputs[] = {tensor(values, shape, 1), tensor(values + 2, shape + 1, 0)}, sums[2] = {NULL, NULL}, index = NULL;
    SUCCEEDS(fst_group_sums(group, inputs, 2, sums));
    CHECK(fst_count(sums[0]) == 3 && first(sums[0]) == 1 && fst_rank(sums[1]) == 0 && first(sums[1]) == 3);
    SUCCEEDS(fst_from_bytes(indices, sizeof indices, shape, 0, FST_INT64, &index));
    const fst_tensor mixed[] = {inputs[0], index};
    FAILS(fst_group_sums(group, mixed, 2, many));
    for (int i = 0; i < 2; ++i) fst_free(inputs[i]), fst_free(sums[i]);
    fst_free(index);
    fst_group_free(group);

    const fst_group_place abandoned = {.host = "127.0.0.1", .port = 1, .rank = 1, .size = 2, .name = "test"};
    CHECK(fst_group_join(&abandoned, 100, 100, &group) != 0);
    CHECK(strlen(fst_error_message()) > 0);
}

int main(void) {
    test_runtime();
    test_handles();
    test_several_results();
    test_failures();
    test_gradients();
    test_threads();
    test_groups();
    CHECK(fst_live_handles() == 0);
    printf("%d of %d checks of the C interface passed\n", checks - failures, checks);
    return failures == 0 ? 0 : 1;
}
