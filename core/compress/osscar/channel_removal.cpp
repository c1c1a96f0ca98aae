#include "core/compress/osscar/channel_removal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <cblas.h>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

// LAPACK of the same OpenBLAS: column-major, so the row-major lower triangle is its upper one.
extern "C" void dpotrf_(const char* triangle, const int* order, double* matrix, const int* stride, int* info);

namespace espalier::compress {
namespace {

constexpr std::int64_t kColumnGrain = 2048;

at::Tensor doubles(at::IntArrayRef shape)
{
    return at::empty(shape, at::kDouble);
}

at::Tensor diagonalBlocks(const at::Tensor& matrix, std::int64_t size)
{
    const std::int64_t n = matrix.size(0);
    at::Tensor blocks = doubles({n / size, size, size});
    const double* from = matrix.data_ptr<double>();
    double* to = blocks.data_ptr<double>();
    for (std::int64_t row = 0; row < n; ++row)
        std::copy_n(from + row * n + row / size * size, size, to + row * size);
    return blocks;
}

/// rows of `matrix` minus factor^T[:, indices] * other
void subtractProducts(const double* factor, const double* other, std::int64_t count, std::int64_t n,
                      const std::vector<std::int64_t>& indices, double* rows)
{
    if (count == 0)
        return;
    const auto width = std::int64_t(indices.size());
    at::Tensor chosen = doubles({count, width});
    double* picked = chosen.data_ptr<double>();
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t q = 0; q < width; ++q)
            picked[i * width + q] = factor[i * n + indices[std::size_t(q)]];
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, int(width), int(n), int(count), -1.0, picked, int(width),
                other, int(n), 1.0, rows, int(n));
}

} // namespace

bool factorLower(double* matrix, std::int64_t size)
{
    const int order = int(size);
    int info = 0;
    dpotrf_("U", &order, matrix, &order, &info);
    return info == 0;
}

double blockCost(double* inverse, double* gram, std::int64_t size)
{
    if (size == 1)
        return 0.5 * gram[0] / inverse[0];
    if (!factorLower(inverse, size))
        return std::numeric_limits<double>::infinity();
    const int n = int(size); // tr(P^-1 M) = tr(L^-1 M L^-T)
    cblas_dtrsm(CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n, n, 1.0, inverse, n, gram, n);
    cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, n, n, 1.0, inverse, n, gram, n);
    double trace = 0.0;
    for (std::int64_t i = 0; i < size; ++i)
        trace += gram[i * size + i];
    return 0.5 * trace;
}

GreedyRemoval::GreedyRemoval(const RemovalProblem& problem, std::int64_t capacity)
    : m_problem(problem), m_gone(std::size_t(problem.groups()), false),
      m_factor(doubles({capacity * problem.groupSize, problem.inputs()})),
      m_half(doubles({capacity * problem.groupSize, problem.inputs()})),
      m_inverseBlocks(diagonalBlocks(problem.inverse, problem.groupSize)),
      m_gramBlocks(diagonalBlocks(problem.gram, problem.groupSize))
{
}

double GreedyRemoval::score(std::int64_t group) const
{
    const std::int64_t size = m_problem.groupSize;
    const double* inverse = m_inverseBlocks.data_ptr<double>() + group * size * size;
    const double* gram = m_gramBlocks.data_ptr<double>() + group * size * size;
    if (size == 1)
        return 0.5 * gram[0] / inverse[0];
    std::vector<double> copyOfInverse(inverse, inverse + size * size);
    std::vector<double> copyOfGram(gram, gram + size * size);
    return blockCost(copyOfInverse.data(), copyOfGram.data(), size);
}

std::vector<std::int64_t> GreedyRemoval::best(std::int64_t count) const
{
    std::vector<double> scores(m_gone.size(), std::numeric_limits<double>::infinity());
    std::vector<std::int64_t> order;
    for (std::size_t group = 0; group < m_gone.size(); ++group) {
        if (m_gone[group])
            continue;
        scores[group] = score(std::int64_t(group));
        order.push_back(std::int64_t(group));
    }
    count = std::min(count, std::int64_t(order.size()));
    std::partial_sort(order.begin(), order.begin() + count, order.end(), [&](std::int64_t a, std::int64_t b) {
        const double left = scores[std::size_t(a)];
        const double right = scores[std::size_t(b)];
        return left < right || (left == right && a < b);
    });
    order.resize(std::size_t(count));
    return order;
}

void GreedyRemoval::remove(const std::vector<std::int64_t>& groups)
{
    const std::int64_t n = m_problem.inputs();
    const std::int64_t size = m_problem.groupSize;
    std::vector<std::int64_t> indices;
    for (const std::int64_t group : groups) {
        m_gone[std::size_t(group)] = true;
        for (std::int64_t i = 0; i < size; ++i)
            indices.push_back(group * size + i);
    }
    if (m_count + std::int64_t(indices.size()) > m_factor.size(0))
        throw std::invalid_argument("OSSCAR: more groups removed than announced");
    // Rows of P_t and M_t of what goes, by all downdates so far; they become the next rows of U and H.
    double* factors = m_factor.data_ptr<double>();
    double* halves = m_half.data_ptr<double>();
    double* inverseRows = factors + m_count * n;
    double* gramRows = halves + m_count * n;
    for (std::size_t q = 0; q < indices.size(); ++q) {
        std::copy_n(m_problem.inverse.data_ptr<double>() + indices[q] * n, n, inverseRows + std::int64_t(q) * n);
        std::copy_n(m_problem.gram.data_ptr<double>() + indices[q] * n, n, gramRows + std::int64_t(q) * n);
    }
    subtractProducts(factors, factors, m_count, n, indices, inverseRows);
    subtractProducts(halves, factors, m_count, n, indices, gramRows);
    subtractProducts(factors, halves, m_count, n, indices, gramRows);
    for (std::size_t q = 0; q < indices.size(); ++q) {
        const std::int64_t r = indices[q];
        double* u = inverseRows + std::int64_t(q) * n;
        double* h = gramRows + std::int64_t(q) * n;
        for (std::size_t earlier = 0; earlier < q; ++earlier) {
            const double* eu = inverseRows + std::int64_t(earlier) * n;
            const double* eh = gramRows + std::int64_t(earlier) * n;
            const double ur = eu[r];
            const double hr = eh[r];
            cblas_daxpy(int(n), -ur, eu, 1, u, 1);
            cblas_daxpy(int(n), -ur, eh, 1, h, 1);
            cblas_daxpy(int(n), -hr, eu, 1, h, 1);
        }
        const double pivot = u[r];
        if (!(pivot > 0.0))
            throw std::invalid_argument("OSSCAR: the inverse Hessian lost its definiteness at input " +
                                        std::to_string(r));
        const double cost = h[r] / pivot; // ||W_r||^2 / P_rr
        m_objective += 0.5 * cost;
        cblas_dscal(int(n), 1.0 / std::sqrt(pivot), u, 1);
        cblas_dscal(int(n), 1.0 / std::sqrt(pivot), h, 1);
        cblas_daxpy(int(n), -0.5 * cost, u, 1, h, 1);
        downdateBlocks(u, h);
        ++m_count;
    }
}

void GreedyRemoval::downdateBlocks(const double* factor, const double* half)
{
    const std::int64_t n = m_problem.inputs();
    const std::int64_t size = m_problem.groupSize;
    double* inverse = m_inverseBlocks.data_ptr<double>();
    double* gram = m_gramBlocks.data_ptr<double>();
    at::parallel_for(0, n, kColumnGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t first = row / size * size;
            for (std::int64_t j = 0; j < size; ++j) {
                inverse[row * size + j] -= factor[row] * factor[first + j];
                gram[row * size + j] -= factor[row] * half[first + j] + half[row] * factor[first + j];
            }
        }
    });
}

} // namespace espalier::compress
