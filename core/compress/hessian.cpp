#include "core/compress/hessian.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <cblas.h>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/argsort.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>

#include "core/compress/tensor_checks.h"

// LAPACK of the same OpenBLAS: column-major, so the row-major lower triangle is its upper one.
extern "C" {
void spotrf_(const char* triangle, const int* order, float* matrix, const int* stride, int* info);
void strtri_(const char* triangle, const char* diagonal, const int* order, float* matrix, const int* stride, int* info);
}

namespace espalier::compress {
namespace {

constexpr std::int64_t kTile = 64;

/// Copies the triangle on one side of the diagonal to the other, tile by tile.
/// @param toUpper row-major: fill above the diagonal from below, or the other way round
void mirrorTriangle(float* matrix, std::int64_t n, bool toUpper)
{
    const std::int64_t tiles = (n + kTile - 1) / kTile;
    at::parallel_for(0, tiles, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t tileRow = begin; tileRow < end; ++tileRow) {
            for (std::int64_t tileColumn = 0; tileColumn <= tileRow; ++tileColumn) {
                for (std::int64_t i = tileRow * kTile; i < std::min(n, (tileRow + 1) * kTile); ++i) {
                    for (std::int64_t j = tileColumn * kTile; j < std::min(i, (tileColumn + 1) * kTile); ++j) {
                        if (toUpper)
                            matrix[j * n + i] = matrix[i * n + j];
                        else
                            matrix[i * n + j] = matrix[j * n + i];
                    }
                }
            }
        }
    });
}

/// Reverses the order of rows and of columns at once: the flat array backwards.
void reverseOrder(float* matrix, std::int64_t n)
{
    const std::int64_t count = n * n;
    at::parallel_for(0, count / 2, 1 << 16, [&](std::int64_t begin, std::int64_t end) {
        std::swap_ranges(matrix + begin, matrix + end, std::make_reverse_iterator(matrix + count - begin));
    });
}

/// L with matrix = L L^T, then L^-1, in the row-major lower triangle; the upper one keeps the matrix.
bool invertFactor(float* matrix, const std::vector<float>& diagonal)
{
    const auto n = static_cast<std::int64_t>(diagonal.size());
    const int order = static_cast<int>(n);
    int info = 0;
    spotrf_("U", &order, matrix, &order, &info);
    if (info != 0)
        return false;
    for (std::int64_t i = 0; i < n; ++i) {
        // A pivot below the rounding error of its own diagonal element is noise: its inverse would be noise, magnified.
        const float pivot = matrix[i * n + i] * matrix[i * n + i];
        if (!(pivot > std::numeric_limits<float>::epsilon() * diagonal[static_cast<std::size_t>(i)]))
            return false;
    }
    strtri_("U", "N", &order, matrix, &order, &info);
    return info == 0;
}

/// Rows and columns of a square matrix in another order, in place (it may be gigabytes): new [i, j] = old [order i,
/// order j].
void permute(float* matrix, const at::Tensor& order)
{
    const std::int64_t n = order.numel();
    const std::int64_t* from = order.data_ptr<std::int64_t>();
    at::parallel_for(0, n, kTile, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> line(static_cast<std::size_t>(n));
        for (std::int64_t row = begin; row < end; ++row) {
            for (std::int64_t j = 0; j < n; ++j)
                line[static_cast<std::size_t>(j)] = matrix[row * n + from[j]];
            std::copy(line.begin(), line.end(), matrix + row * n);
        }
    });
    std::vector<float> first(static_cast<std::size_t>(n));
    std::vector<bool> placed(static_cast<std::size_t>(n), false);
    for (std::int64_t start = 0; start < n; ++start) { // cycle by cycle
        if (placed[static_cast<std::size_t>(start)])
            continue;
        std::copy_n(matrix + start * n, n, first.begin());
        std::int64_t row = start;
        for (; from[row] != start; row = from[row]) {
            std::copy_n(matrix + from[row] * n, n, matrix + row * n);
            placed[static_cast<std::size_t>(row)] = true;
        }
        std::copy(first.begin(), first.end(), matrix + row * n);
        placed[static_cast<std::size_t>(row)] = true;
    }
}

void clearBelowDiagonal(float* matrix, std::int64_t n)
{
    at::parallel_for(0, n, kTile, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row)
            std::fill_n(matrix + row * n, row, 0.0F);
    });
}

/// tr(D H D^T), by block columns: the part left of each block counts twice, so half of H is multiplied.
double quadraticTrace(const at::Tensor& matrix, const at::Tensor& hessian)
{
    constexpr std::int64_t kBlock = 256;
    const std::int64_t rows = matrix.size(0);
    const std::int64_t n = matrix.size(1);
    const float* d = matrix.data_ptr<float>();
    const float* h = hessian.data_ptr<float>();
    at::Tensor product = at::empty({rows, kBlock}, at::kFloat);
    float* p = product.data_ptr<float>();
    std::vector<double> sums(static_cast<std::size_t>(rows), 0.0);
    for (std::int64_t start = 0; start < n; start += kBlock) {
        const std::int64_t width = std::min(kBlock, n - start);
        const auto multiply = [&](std::int64_t from, std::int64_t count, float alpha, float beta) {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(rows), static_cast<int>(width),
                        static_cast<int>(count), alpha, d + from, static_cast<int>(n), h + from * n + start,
                        static_cast<int>(n), beta, p, static_cast<int>(kBlock));
        };
        multiply(start, width, 1.0F, 0.0F);
        if (start > 0)
            multiply(0, start, 2.0F, 1.0F);
        at::parallel_for(0, rows, 64, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t row = begin; row < end; ++row)
                for (std::int64_t j = 0; j < width; ++j)
                    sums[static_cast<std::size_t>(row)] += double(p[row * kBlock + j]) * double(d[row * n + start + j]);
        });
    }
    double total = 0.0;
    for (const double sum : sums)
        total += sum;
    return total;
}

/// sum += x^T y over all tokens, where the inputs are not in main memory: there the sum goes to as well.
void addOnDevice(at::Tensor& sum, const at::Tensor& x, const at::Tensor& y)
{
    sum = sum.to(x.device()); // once: it stays there
    const std::int64_t n = x.size(2);
    sum.addmm_(x.view({-1, n}).t(), y.view({-1, n}));
}

} // namespace

HessianAccumulator::HessianAccumulator(std::int64_t inFeatures)
{
    if (inFeatures < 1 || inFeatures > std::numeric_limits<int>::max())
        throw std::invalid_argument("Hessian: expected 1 or more inputs, got " + std::to_string(inFeatures));
    m_sum = at::zeros({inFeatures, inFeatures}, at::kFloat);
}

void HessianAccumulator::add(const at::Tensor& inputs)
{
    if (!m_sum.defined())
        throw std::invalid_argument("Hessian: the accumulator was emptied by take()");
    const std::int64_t n = m_sum.size(0);
    if (!inputs.defined() || inputs.dim() != 3 || inputs.size(2) != n || inputs.scalar_type() != at::kFloat) {
        std::ostringstream message;
        message << "Hessian: expected float32 inputs [sequences, tokens, " << n << "], got ";
        if (inputs.defined())
            message << inputs.scalar_type() << " " << inputs.sizes();
        else
            message << "an undefined tensor";
        throw std::invalid_argument(message.str());
    }
    const at::Tensor contiguous = inputs.contiguous();
    const std::int64_t tokens = inputs.size(0) * inputs.size(1);
    requireFinite(contiguous, "calibration input");
    if (!contiguous.is_cpu())
        addOnDevice(m_sum, contiguous, contiguous);
    else if (tokens > 0)
        cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, static_cast<int>(n), static_cast<int>(tokens), 1.0F,
                    contiguous.data_ptr<float>(), static_cast<int>(n), 1.0F, m_sum.data_ptr<float>(),
                    static_cast<int>(n));
    m_sequences += inputs.size(0);
    m_tokens += tokens;
}

at::Tensor HessianAccumulator::take()
{
    if (m_sequences == 0)
        throw std::invalid_argument("Hessian: no calibration input was added");
    at::Tensor hessian = m_sum.cpu();
    m_sum = at::Tensor();
    const std::int64_t n = hessian.size(0);
    float* values = hessian.data_ptr<float>();
    const float scale = static_cast<float>(2.0 / static_cast<double>(m_sequences));
    at::parallel_for(0, n, kTile, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row)
            for (std::int64_t column = 0; column <= row; ++column)
                values[row * n + column] *= scale;
    });
    mirrorTriangle(values, n, true);
    m_sequences = 0;
    m_tokens = 0;
    return hessian;
}

CrossAccumulator::CrossAccumulator(std::int64_t inFeatures) : m_sum(at::zeros({inFeatures, inFeatures}, at::kFloat)) {}

void CrossAccumulator::add(const at::Tensor& dense, const at::Tensor& inputs)
{
    const std::int64_t n = m_sum.defined() ? m_sum.size(0) : 0;
    if (n == 0 || dense.sizes() != inputs.sizes() || inputs.dim() != 3 || inputs.size(2) != n) {
        std::ostringstream message;
        message << "cross moments: expected two float32 inputs [sequences, tokens, " << n << "], got " << dense.sizes()
                << " and " << inputs.sizes();
        throw std::invalid_argument(message.str());
    }
    const at::Tensor x = dense.contiguous();
    const at::Tensor y = inputs.contiguous();
    const std::int64_t tokens = x.size(0) * x.size(1);
    if (!x.is_cpu())
        addOnDevice(m_sum, x, y);
    else if (tokens > 0)
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, static_cast<int>(n), static_cast<int>(n),
                    static_cast<int>(tokens), 1.0F, x.data_ptr<float>(), static_cast<int>(n), y.data_ptr<float>(),
                    static_cast<int>(n), 1.0F, m_sum.data_ptr<float>(), static_cast<int>(n));
    m_sequences += x.size(0);
}

at::Tensor CrossAccumulator::take()
{
    if (m_sequences == 0)
        throw std::invalid_argument("cross moments: no calibration input was added");
    at::Tensor result = m_sum.cpu();
    m_sum = at::Tensor();
    result.mul_(2.0 / double(m_sequences));
    m_sequences = 0;
    return result;
}

// With the order of the inputs reversed (P H P = L L^T), U = P L^-1 P is upper and U^T U = H^-1: one factorization and
// one triangular inverse instead of factor, inverse and second factor, and no rounding of an explicit inverse.
HessianFactor factorize(at::Tensor hessian, double dampening, ColumnOrder order)
{
    requireMatrix(hessian, "Hessian", -1, hessian.defined() && hessian.dim() == 2 ? hessian.size(0) : -1);
    if (!(dampening >= 0.0) || !std::isfinite(dampening))
        throw std::invalid_argument("dampening: expected a share of 0 or more, got " + std::to_string(dampening));
    hessian = hessian.contiguous();
    requireFinite(hessian, "Hessian");
    const std::int64_t n = hessian.size(0);
    float* values = hessian.data_ptr<float>();

    HessianFactor factor;
    factor.dead = at::zeros({n}, at::kBool);
    double mean = 0.0;
    for (std::int64_t i = 0; i < n; ++i) {
        float& element = values[i * (n + 1)];
        if (element < 0.0F)
            throw std::invalid_argument("Hessian: the diagonal is negative at input " + std::to_string(i));
        if (element == 0.0F) {
            factor.dead.data_ptr<bool>()[i] = true;
            element = 1.0F;
        }
        mean += element;
    }
    mean /= static_cast<double>(std::max<std::int64_t>(n, 1));

    if (order == ColumnOrder::Descending) { // stable: ties in the order of the inputs
        factor.order = at::argsort(hessian.diagonal(), true, 0, true);
        permute(values, factor.order);
    }
    reverseOrder(values, n);
    std::vector<float> diagonal(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i)
        diagonal[static_cast<std::size_t>(i)] = values[i * (n + 1)];

    constexpr double kLargestShare = 1.0;
    constexpr double kFirstShare = 0.001; // after 0, which x10 would leave at 0
    for (factor.attempts = 1;; ++factor.attempts) {
        std::vector<float> damped = diagonal;
        for (std::int64_t i = 0; i < n; ++i) {
            damped[static_cast<std::size_t>(i)] += static_cast<float>(dampening * mean);
            values[i * (n + 1)] = damped[static_cast<std::size_t>(i)];
        }
        factor.dampening = dampening;
        if (invertFactor(values, damped)) {
            reverseOrder(values, n);
            clearBelowDiagonal(values, n);
            factor.inverseUpper = std::move(hessian);
            return factor;
        }
        if (dampening >= kLargestShare)
            return factor;
        dampening = dampening == 0.0 ? kFirstShare : std::min(10.0 * dampening, kLargestShare);
        mirrorTriangle(values, n, false);
    }
}

at::Tensor dampedHessian(const at::Tensor& hessian, double dampening)
{
    at::Tensor damped = hessian.clone();
    at::Tensor diagonal = damped.diagonal();
    diagonal.masked_fill_(diagonal == 0.0, 1.0);
    diagonal.add_(dampening * diagonal.mean(at::kDouble).item<double>());
    return damped;
}

double relativeOutputError(const at::Tensor& dense, const at::Tensor& result, const at::Tensor& hessian)
{
    requireMatrix(dense, "dense weight");
    requireMatrix(result, "compressed weight", dense.size(0), dense.size(1));
    requireMatrix(hessian, "Hessian", dense.size(1), dense.size(1));
    const at::Tensor symmetric = hessian.contiguous();
    const double error = quadraticTrace(at::sub(dense, result).contiguous(), symmetric);
    const double output = quadraticTrace(dense.contiguous(), symmetric);
    return error == 0.0 && output == 0.0 ? 0.0 : error / output;
}

double denseOutputError(const at::Tensor& dense, const at::Tensor& result, const at::Tensor& hessian,
                        const at::Tensor& cross, const at::Tensor& denseHessian)
{
    requireMatrix(dense, "dense weight");
    requireMatrix(result, "compressed weight", dense.size(0), dense.size(1));
    requireMatrix(hessian, "Hessian", dense.size(1), dense.size(1));
    requireMatrix(cross, "cross moments", dense.size(1), dense.size(1));
    const double output = quadraticTrace(dense.contiguous(), denseHessian.contiguous());
    const double mixed = at::mul(at::matmul(dense, cross), result).sum(at::kDouble).item<double>();
    const double own = quadraticTrace(result.contiguous(), hessian.contiguous());
    return output == 0.0 && own == 0.0 ? 0.0 : std::max(0.0, output - 2.0 * mixed + own) / output;
}

} // namespace espalier::compress
