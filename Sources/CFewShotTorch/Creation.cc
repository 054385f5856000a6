#include "Boundary.hpp"

#include <ATen/CPUGeneratorImpl.h>

#include <cstring>

using namespace fewshot;

namespace {

at::Generator generator(uint64_t seed) { return at::make_generator<at::CPUGeneratorImpl>(seed); }

}  // namespace

fst_status fst_from_bytes(const void *data, size_t bytes, const int64_t *shape, int32_t rank, fst_dtype dtype, fst_tensor *out) {
    return produce(out, [&] {
        auto result = at::empty(ints(shape, rank), scalar_type(dtype));
        TORCH_CHECK(result.nbytes() == bytes, "the shape needs ", result.nbytes(), " bytes, there are ", bytes);
        if (bytes > 0) std::memcpy(result.data_ptr(), data, bytes);
        return result;
    });
}

fst_status fst_copy_bytes(fst_tensor tensor, void *data, size_t bytes) {
    return guarded([&] {
        auto source = tensor->value.detach().to(at::kCPU).contiguous();
        TORCH_CHECK(source.nbytes() == bytes, "the tensor holds ", source.nbytes(), " bytes, there is room for ", bytes);
        if (bytes > 0) std::memcpy(data, source.data_ptr(), bytes);
    });
}

fst_status fst_full(const int64_t *shape, int32_t rank, double value, fst_dtype dtype, fst_tensor *out) {
    return produce(out, [&] { return at::full(ints(shape, rank), value, at::TensorOptions(scalar_type(dtype))); });
}

fst_status fst_range(int64_t start, int64_t end, fst_tensor *out) {
    return produce(out, [&] { return at::arange(start, end, at::TensorOptions(at::kLong)); });
}

fst_status fst_identity(int64_t size, fst_dtype dtype, fst_tensor *out) {
    return produce(out, [&] { return at::eye(size, at::TensorOptions(scalar_type(dtype))); });
}

fst_status fst_random_uniform(const int64_t *shape, int32_t rank, double low, double high, uint64_t seed, fst_dtype dtype, fst_tensor *out) {
    return produce(out, [&] { return at::empty(ints(shape, rank), scalar_type(dtype)).uniform_(low, high, generator(seed)); });
}

fst_status fst_random_normal(const int64_t *shape, int32_t rank, uint64_t seed, fst_dtype dtype, fst_tensor *out) {
    return produce(out, [&] { return at::empty(ints(shape, rank), scalar_type(dtype)).normal_(0, 1, generator(seed)); });
}

fst_status fst_to_dtype(fst_tensor tensor, fst_dtype dtype, fst_tensor *out) {
    return produce(out, [&] { return tensor->value.to(scalar_type(dtype)); });
}

fst_status fst_to_device(fst_tensor tensor, int32_t device, fst_tensor *out) {
    return produce(out, [&] {
        return tensor->value.to(device < 0 ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device)));
    });
}
