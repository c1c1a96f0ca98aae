#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// @throws std::invalid_argument with got/expected unless `tensor` is a float32 [rows, columns] matrix in main memory.
/// @param rows, columns -1: any
void requireMatrix(const at::Tensor& tensor, const char* name, std::int64_t rows = -1, std::int64_t columns = -1);

/// @throws std::invalid_argument that names the first NaN or infinity of a contiguous float32 tensor and its place
void requireFinite(const at::Tensor& tensor, const char* name);

/// @throws std::invalid_argument unless 0 <= sparsity <= 1
void requireSparsity(double sparsity);

/// @throws std::invalid_argument unless 1 <= kept <= group
void requireGroups(int kept, int group);

} // namespace espalier::compress
