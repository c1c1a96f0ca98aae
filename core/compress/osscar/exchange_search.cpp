#include "core/compress/osscar/exchange_search.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include <cblas.h>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

namespace espalier::compress {
namespace {

constexpr double kSmallestShare = 1e-9; ///< an exchange has to lower the objective by more: the rest is rounding
constexpr std::int64_t kExchangesBetweenRebuilds = 64;
constexpr std::int64_t kColumnGrain = 1024;

/// Copies of some rows. @param matrix [n, n] float64
at::Tensor gathered(const at::Tensor& matrix, const std::vector<std::int64_t>& rows)
{
    const std::int64_t n = matrix.size(1);
    at::Tensor result = at::empty({std::int64_t(rows.size()), n}, at::kDouble);
    for (std::size_t row = 0; row < rows.size(); ++row)
        std::copy_n(matrix.data_ptr<double>() + rows[row] * n, n, result.data_ptr<double>() + std::int64_t(row) * n);
    return result;
}

at::Tensor gatheredColumns(const at::Tensor& matrix, const std::vector<std::int64_t>& columns)
{
    const std::int64_t n = matrix.size(1);
    const auto width = std::int64_t(columns.size());
    at::Tensor result = at::empty({matrix.size(0), width}, at::kDouble);
    const double* from = matrix.data_ptr<double>();
    double* to = result.data_ptr<double>();
    for (std::int64_t row = 0; row < matrix.size(0); ++row)
        for (std::int64_t i = 0; i < width; ++i)
            to[row * width + i] = from[row * n + columns[std::size_t(i)]];
    return result;
}

/// right = (L L^T)^-1 right
void solve(const at::Tensor& lower, at::Tensor& right)
{
    const int n = int(lower.size(0));
    const int columns = int(right.size(1));
    for (const CBLAS_TRANSPOSE transpose : {CblasNoTrans, CblasTrans})
        cblas_dtrsm(CblasRowMajor, CblasLeft, CblasLower, transpose, CblasNonUnit, n, columns, 1.0,
                    lower.data_ptr<double>(), n, right.data_ptr<double>(), columns);
}

/// to[block] += factor * left[:, block]^T right[:, block] for each block of `size` columns; of a matrix with itself
/// transposed the caller adds both.
void addBlockProducts(double factor, const at::Tensor& left, const at::Tensor& right, std::int64_t size, bool symmetric,
                      std::vector<double>& to)
{
    const std::int64_t rows = left.size(0);
    const std::int64_t n = left.size(1);
    const double* l = left.data_ptr<double>();
    const double* r = right.data_ptr<double>();
    at::parallel_for(0, n / size, std::max<std::int64_t>(1, kColumnGrain / size),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = 0; row < rows; ++row)
                             for (std::int64_t group = begin; group < end; ++group)
                                 for (std::int64_t i = 0; i < size; ++i)
                                     for (std::int64_t j = 0; j < size; ++j) {
                                         const std::int64_t a = row * n + group * size + i;
                                         const std::int64_t b = row * n + group * size + j;
                                         const double product = symmetric ? l[a] * r[b] + l[b] * r[a] : l[a] * r[b];
                                         to[std::size_t((group * size + i) * size + j)] += factor * product;
                                     }
                     });
}

std::vector<double> diagonalBlocks(const at::Tensor& matrix, std::int64_t size)
{
    const std::int64_t n = matrix.size(0);
    std::vector<double> blocks(std::size_t(n * size));
    for (std::int64_t row = 0; row < n; ++row)
        std::copy_n(matrix.data_ptr<double>() + row * n + row / size * size, size, blocks.data() + row * size);
    return blocks;
}

} // namespace

ExchangeSearch::ExchangeSearch(const RemovalProblem& problem, std::vector<std::int64_t> groups)
    : m_problem(problem), m_groups(std::move(groups)), m_gone(std::size_t(problem.groups()), false)
{
    for (const std::int64_t group : m_groups)
        m_gone[std::size_t(group)] = true;
}

std::vector<std::int64_t> ExchangeSearch::inputs() const
{
    std::vector<std::int64_t> result;
    for (const std::int64_t group : m_groups)
        for (std::int64_t i = 0; i < m_problem.groupSize; ++i)
            result.push_back(group * m_problem.groupSize + i);
    return result;
}

const at::Tensor& ExchangeSearch::rebuild()
{
    m_inputs = inputs();
    const auto count = std::int64_t(m_inputs.size());
    const std::int64_t size = m_problem.groupSize;
    const at::Tensor inverseRows = gathered(m_problem.inverse, m_inputs);
    at::Tensor lower = gatheredColumns(inverseRows, m_inputs);
    if (!factorLower(lower.data_ptr<double>(), count))
        throw std::invalid_argument("OSSCAR: the removed inputs' part of the inverse Hessian does not factor");
    m_transfer = inverseRows.clone();
    solve(lower, m_transfer);
    m_a = at::zeros({count, count}, at::kDouble);
    for (std::int64_t row = 0; row < count; ++row)
        m_a.data_ptr<double>()[row * (count + 1)] = 1.0;
    solve(lower, m_a);

    const at::Tensor gramRows = gathered(m_problem.gram, m_inputs);
    m_overlap = gramRows.clone(); // A M_R
    solve(lower, m_overlap);
    const at::Tensor core = gatheredColumns(m_overlap, m_inputs); // A M_RR
    m_objective = 0.0;
    for (std::int64_t row = 0; row < count; ++row)
        m_objective += 0.5 * core.data_ptr<double>()[row * (count + 1)];
    m_c = at::mm(core, m_a);
    m_overlap.sub_(at::mm(core, m_transfer));
    const at::Tensor back = at::mm(gatheredColumns(gramRows, m_inputs), m_transfer); // M_RR T

    m_variances = diagonalBlocks(m_problem.inverse, size);
    addBlockProducts(-1.0, inverseRows, m_transfer, size, false, m_variances);
    m_norms = diagonalBlocks(m_problem.gram, size);
    addBlockProducts(-1.0, gramRows, m_transfer, size, true, m_norms);
    addBlockProducts(1.0, m_transfer, back, size, false, m_norms);
    // What is 0 and 1 by definition shall be so exactly.
    const std::int64_t n = m_problem.inputs();
    for (std::int64_t row = 0; row < count; ++row)
        for (std::int64_t column = 0; column < count; ++column) {
            m_transfer.data_ptr<double>()[row * n + m_inputs[std::size_t(column)]] = row == column ? 1.0 : 0.0;
            m_overlap.data_ptr<double>()[row * n + m_inputs[std::size_t(column)]] = 0.0;
        }
    return m_transfer;
}

std::int64_t ExchangeSearch::run(const CancelToken& cancel)
{
    rebuild();
    std::int64_t made = 0;
    if (m_groups.empty() || std::int64_t(m_groups.size()) == m_problem.groups())
        return made;
    for (;;) {
        if (cancel.requested())
            throw Cancelled{};
        const Exchange exchange = best();
        if (!(exchange.gain > kSmallestShare * m_objective))
            return made;
        make(exchange);
        m_objective -= exchange.gain;
        ++made;
        if (m_problem.groupSize > 1 || made % kExchangesBetweenRebuilds == 0)
            rebuild();
    }
}

ExchangeSearch::Exchange ExchangeSearch::best() const
{
    std::vector<Exchange> ofPlace(m_groups.size());
    at::parallel_for(0, std::int64_t(m_groups.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t place = begin; place < end; ++place)
            ofPlace[std::size_t(place)] = m_problem.groupSize == 1 ? bestFor(place) : bestForBlock(place);
    });
    return *std::max_element(ofPlace.begin(), ofPlace.end(),
                             [](const Exchange& a, const Exchange& b) { return a.gain < b.gain; });
}

ExchangeSearch::Exchange ExchangeSearch::bestFor(std::int64_t place) const
{
    const std::int64_t n = m_problem.inputs();
    const auto rows = std::int64_t(m_groups.size());
    const double* t = m_transfer.data_ptr<double>() + place * n;
    const double* d = m_overlap.data_ptr<double>() + place * n;
    const double diagonal = m_a.data_ptr<double>()[place * (rows + 1)];
    const double norm = m_c.data_ptr<double>()[place * (rows + 1)];
    double lowest = std::numeric_limits<double>::infinity();
    std::int64_t removed = -1;
    for (std::int64_t j = 0; j < n; ++j) {
        if (m_gone[std::size_t(j)])
            continue;
        const double step = t[j] / diagonal;
        const double cost = 0.5 * (m_norms[std::size_t(j)] + step * (2.0 * d[j] + step * norm)) /
                            (m_variances[std::size_t(j)] + step * t[j]);
        if (cost < lowest) {
            lowest = cost;
            removed = j;
        }
    }
    return {0.5 * norm / diagonal - lowest, place, removed};
}

ExchangeSearch::Exchange ExchangeSearch::bestForBlock(std::int64_t place) const
{
    const std::int64_t size = m_problem.groupSize;
    const at::Tensor own = m_a.narrow(0, place * size, size).narrow(1, place * size, size).contiguous();
    const at::Tensor norm = m_c.narrow(0, place * size, size).narrow(1, place * size, size).contiguous();
    at::Tensor lower = own.clone();
    at::Tensor ownCost = norm.clone();
    const double won = blockCost(lower.data_ptr<double>(), ownCost.data_ptr<double>(), size); // factors `lower`
    double lowest = std::numeric_limits<double>::infinity();
    std::int64_t removed = -1;
    for (std::int64_t group = 0; group < m_problem.groups(); ++group) {
        if (m_gone[std::size_t(group)])
            continue;
        const auto part = [&](const at::Tensor& matrix) {
            return matrix.narrow(0, place * size, size).narrow(1, group * size, size).contiguous();
        };
        const at::Tensor transfer = part(m_transfer);
        const at::Tensor overlap = part(m_overlap);
        at::Tensor step = transfer.clone();
        solve(lower, step);
        const at::Tensor change = at::mm(step.t(), overlap);
        at::Tensor inverse = at::mm(transfer.t(), step).contiguous();
        at::Tensor gram = at::mm(step.t(), at::mm(norm, step)).add_(change).add_(change.t());
        double* inverseValues = inverse.data_ptr<double>();
        double* gramValues = gram.data_ptr<double>();
        for (std::int64_t i = 0; i < size * size; ++i) {
            inverseValues[i] += m_variances[std::size_t(group * size * size + i)];
            gramValues[i] += m_norms[std::size_t(group * size * size + i)];
        }
        const double cost = blockCost(inverseValues, gramValues, size);
        if (cost < lowest) {
            lowest = cost;
            removed = group;
        }
    }
    return {won - lowest, place, removed};
}

void ExchangeSearch::make(const Exchange& exchange)
{
    const std::int64_t back = m_groups[std::size_t(exchange.back)];
    if (m_problem.groupSize == 1) {
        putBack(exchange.back);
        remove(exchange.removed, exchange.back);
    }
    m_gone[std::size_t(back)] = false;
    m_gone[std::size_t(exchange.removed)] = true;
    m_groups[std::size_t(exchange.back)] = exchange.removed;
    m_inputs = inputs();
}

/// D_r += ofFirst_r first + ofSecond_r second, T_r += ofSecond_r first.
void ExchangeSearch::updateRows(const std::vector<double>& ofFirst, const std::vector<double>& ofSecond,
                                const std::vector<double>& first, const std::vector<double>& second)
{
    const std::int64_t n = m_problem.inputs();
    double* transfer = m_transfer.data_ptr<double>();
    double* overlap = m_overlap.data_ptr<double>();
    at::parallel_for(0, std::int64_t(ofFirst.size()), 8, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const double a = ofFirst[std::size_t(row)];
            const double b = ofSecond[std::size_t(row)];
            double* t = transfer + row * n;
            double* d = overlap + row * n;
            for (std::int64_t j = 0; j < n; ++j) {
                t[j] += b * first[std::size_t(j)];
                d[j] += a * first[std::size_t(j)] + b * second[std::size_t(j)];
            }
        }
    });
}

void ExchangeSearch::putBack(std::int64_t row)
{
    const std::int64_t n = m_problem.inputs();
    const auto rows = std::int64_t(m_groups.size());
    double* a = m_a.data_ptr<double>();
    double* c = m_c.data_ptr<double>();
    const double diagonal = a[row * (rows + 1)];
    const double norm = c[row * (rows + 1)];
    const std::vector<double> ownA(a + row * rows, a + (row + 1) * rows);
    const std::vector<double> ownC(c + row * rows, c + (row + 1) * rows);
    const double* t = m_transfer.data_ptr<double>() + row * n;
    const double* d = m_overlap.data_ptr<double>() + row * n;
    const std::vector<double> transfer(t, t + n);
    const std::vector<double> overlap(d, d + n);

    std::vector<double> ofTransfer(static_cast<std::size_t>(rows));
    std::vector<double> ofOverlap(static_cast<std::size_t>(rows));
    for (std::size_t r = 0; r < ofTransfer.size(); ++r) {
        ofOverlap[r] = -ownA[r] / diagonal;
        ofTransfer[r] = (ownC[r] + ofOverlap[r] * norm) / diagonal;
    }
    updateRows(ofTransfer, ofOverlap, transfer, overlap);
    for (std::size_t j = 0; j < transfer.size(); ++j) {
        const double step = transfer[j] / diagonal;
        m_variances[j] += step * transfer[j];
        m_norms[j] += step * (2.0 * overlap[j] + step * norm);
    }
    for (std::int64_t r = 0; r < rows; ++r) {
        const double share = ownA[std::size_t(r)] / diagonal;
        for (std::int64_t q = 0; q < rows; ++q) {
            const double other = ownA[std::size_t(q)];
            c[r * rows + q] -= share * ownC[std::size_t(q)] + ownC[std::size_t(r)] * other / diagonal -
                               share * other / diagonal * norm;
            a[r * rows + q] -= share * other;
        }
    }
}

void ExchangeSearch::remove(std::int64_t input, std::int64_t row)
{
    const std::int64_t n = m_problem.inputs();
    const auto rows = std::int64_t(m_groups.size());
    const double* t = m_transfer.data_ptr<double>();
    const double* d = m_overlap.data_ptr<double>();
    std::vector<double> ownT(static_cast<std::size_t>(rows)); // tau
    std::vector<double> ownD(static_cast<std::size_t>(rows));
    for (std::int64_t r = 0; r < rows; ++r) {
        ownT[std::size_t(r)] = t[r * n + input];
        ownD[std::size_t(r)] = d[r * n + input];
    }
    // The input's rows of P and of V^T V given R.
    std::vector<double> inverse(m_problem.inverse.data_ptr<double>() + input * n,
                                m_problem.inverse.data_ptr<double>() + (input + 1) * n);
    std::vector<double> gram(m_problem.gram.data_ptr<double>() + input * n,
                             m_problem.gram.data_ptr<double>() + (input + 1) * n);
    const auto subtract = [&](std::vector<double>& from, const auto& rowOf, const std::vector<double>& factors) {
        at::parallel_for(0, n, kColumnGrain, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t r = 0; r < rows; ++r) {
                const double factor = factors[std::size_t(r)];
                if (factor == 0.0)
                    continue;
                const double* other = rowOf(r);
                for (std::int64_t j = begin; j < end; ++j)
                    from[std::size_t(j)] -= factor * other[j];
            }
        });
    };
    const auto rowOf = [&](const at::Tensor& matrix) {
        return
            [&, values = matrix.data_ptr<double>()](std::int64_t r) { return values + m_inputs[std::size_t(r)] * n; };
    };
    subtract(inverse, rowOf(m_problem.inverse), ownT);
    subtract(gram, rowOf(m_problem.gram), ownT);
    std::vector<double> onRemoved(static_cast<std::size_t>(rows));
    for (std::int64_t r = 0; r < rows; ++r)
        onRemoved[std::size_t(r)] = r == row ? 0.0 : gram[std::size_t(m_inputs[std::size_t(r)])];
    subtract(
        gram, [&](std::int64_t r) { return t + r * n; }, onRemoved);
    for (std::int64_t r = 0; r < rows; ++r) {
        if (r != row)
            inverse[std::size_t(m_inputs[std::size_t(r)])] = gram[std::size_t(m_inputs[std::size_t(r)])] = 0.0;
    }

    const double variance = inverse[std::size_t(input)];
    const double norm = gram[std::size_t(input)];
    std::vector<double> ofInverse(static_cast<std::size_t>(rows));
    std::vector<double> ofGram(static_cast<std::size_t>(rows));
    for (std::size_t r = 0; r < ofGram.size(); ++r) {
        ofGram[r] = -ownT[r] / variance;
        ofInverse[r] = -(ownD[r] + ofGram[r] * norm) / variance;
    }
    updateRows(ofInverse, ofGram, inverse, gram);
    double* transfer = m_transfer.data_ptr<double>() + row * n;
    double* overlap = m_overlap.data_ptr<double>() + row * n;
    for (std::int64_t j = 0; j < n; ++j) {
        const double step = inverse[std::size_t(j)] / variance;
        transfer[j] = step;
        overlap[j] = (gram[std::size_t(j)] - norm * step) / variance;
        m_variances[std::size_t(j)] -= step * inverse[std::size_t(j)];
        m_norms[std::size_t(j)] -= step * (2.0 * gram[std::size_t(j)] - step * norm);
    }
    double* a = m_a.data_ptr<double>();
    double* c = m_c.data_ptr<double>();
    for (std::int64_t r = 0; r < rows; ++r) {
        const double tau = ownT[std::size_t(r)] / variance;
        const double delta = ownD[std::size_t(r)] / variance;
        for (std::int64_t q = 0; q < rows; ++q) {
            a[r * rows + q] += tau * ownT[std::size_t(q)];
            c[r * rows + q] -= delta * ownT[std::size_t(q)] + tau * ownD[std::size_t(q)] -
                               tau * ownT[std::size_t(q)] * norm / variance;
        }
    }
    for (std::int64_t r = 0; r < rows; ++r) {
        const double tau = ownT[std::size_t(r)] / variance;
        a[r * rows + row] = a[row * rows + r] = -tau;
        c[r * rows + row] = c[row * rows + r] = ownD[std::size_t(r)] / variance - tau * norm / variance;
    }
    a[row * (rows + 1)] = 1.0 / variance;
    c[row * (rows + 1)] = norm / (variance * variance);
}

} // namespace espalier::compress
