#include "core/model/spectrum.h"

#include <algorithm>
#include <cmath>
#include <new>

#include "core/base/blas_symbol.h"
#include "core/model/weight_rows.h"

namespace espalier::model {
namespace {

constexpr int kBlock = 32;                                   ///< columns that are reduced together
constexpr std::int64_t kPanelBytes = std::int64_t(64) << 20; ///< of weights in float64
constexpr std::int64_t kReadElements = 1 << 18;
/// The reduction reads the matrix once a column, from memory: so much slower than products from the cache.
constexpr double kReductionWeight = 8.0;

// Fortran's way of calling: column-major, all by address.
using Syrk = void (*)(const char* triangle, const char* transpose, const int* n, const int* k, const double* alpha,
                      const double* a, const int* strideA, const double* beta, double* c, const int* strideC);
using Syr2k = void (*)(const char* triangle, const char* transpose, const int* n, const int* k, const double* alpha,
                       const double* a, const int* strideA, const double* b, const int* strideB, const double* beta,
                       double* c, const int* strideC);
using Latrd = void (*)(const char* triangle, const int* n, const int* block, double* a, const int* stride, double* e,
                       double* tau, double* w, const int* strideW);
using Sytd2 = void (*)(const char* triangle, const int* n, double* a, const int* stride, double* d, double* e,
                       double* tau, int* info);
using Sterf = void (*)(const int* n, double* d, double* e, int* info);

struct Lapack
{
    Syrk syrk = reinterpret_cast<Syrk>(blasSymbol("dsyrk_"));
    Syr2k syr2k = reinterpret_cast<Syr2k>(blasSymbol("dsyr2k_"));
    Latrd latrd = reinterpret_cast<Latrd>(blasSymbol("dlatrd_"));
    Sytd2 sytd2 = reinterpret_cast<Sytd2>(blasSymbol("dsytd2_"));
    Sterf sterf = reinterpret_cast<Sterf>(blasSymbol("dsterf_"));

    bool found() const { return syrk && syr2k && latrd && sytd2 && sterf; }
};

const Error kCancelledError{"cancelled", "Cancelled.", ""};

class Solver
{
public:
    Solver(const WeightRows& weight, const CancelToken& cancel, const SpectrumProgress& progress)
        : m_weight(weight), m_cancel(cancel), m_progress(progress), m_rows(weight.rows()), m_columns(weight.columns()),
          m_order(static_cast<int>(std::min(m_rows, m_columns))),
          m_gram(static_cast<std::size_t>(m_order) * static_cast<std::size_t>(m_order))
    {
        const double order = m_order;
        const double products = double(m_rows) * double(m_columns) * order;
        m_gramShare = products / (products + kReductionWeight * order * order * order * 4.0 / 3.0);
    }

    Result<Spectrum> run()
    {
        if (!m_lapack.found()) {
            return Error{"spectrum.library",
                         "Singular values need OpenBLAS. Install libopenblas0-pthread and try again.", ""};
        }
        if (auto done = m_columns <= m_rows ? sumInputs() : sumOutputs(); !done) {
            return done.error();
        }
        if (!std::all_of(m_gram.begin(), m_gram.end(), [](double value) { return std::isfinite(value); })) {
            return Error{"spectrum.notFinite",
                         "The weight holds infinities or NaN, so it has no singular values. Look for them in the "
                         "matrix.",
                         ""};
        }
        return eigenvalues();
    }

private:
    /// Rows of weights as float64. @param stride of the destination, from `first` column on `count` ones
    void read(std::int64_t row, std::int64_t rows, std::int64_t first, std::int64_t count, double* destination)
    {
        const std::int64_t chunk = std::max<std::int64_t>(1, kReadElements / m_columns);
        m_values.resize(static_cast<std::size_t>(std::min(chunk, rows) * m_columns));
        for (std::int64_t done = 0; done < rows; done += chunk) {
            const std::int64_t some = std::min(chunk, rows - done);
            const auto part = std::span(m_values).first(static_cast<std::size_t>(some * m_columns));
            m_weight.read(row + done, part);
            for (std::int64_t i = 0; i < some; ++i) {
                const float* from = part.data() + i * m_columns + first;
                std::copy(from, from + count, destination + (done + i) * count);
            }
        }
    }

    /// A^T A, some rows at a time: each row-major panel is its own transpose to Fortran.
    Result<void> sumInputs()
    {
        const std::int64_t panelRows =
            std::clamp<std::int64_t>(kPanelBytes / 8 / m_columns, 1, std::min<std::int64_t>(m_rows, 1024));
        std::vector<double> panel(static_cast<std::size_t>(panelRows * m_columns));
        for (std::int64_t row = 0; row < m_rows; row += panelRows) {
            const std::int64_t count = std::min(panelRows, m_rows - row);
            read(row, count, 0, m_columns, panel.data());
            if (!add("N", static_cast<int>(count), panel.data(), m_order, double(row + count) / double(m_rows))) {
                return kCancelledError;
            }
        }
        return {};
    }

    /// A A^T, some columns at a time, each of all rows.
    Result<void> sumOutputs()
    {
        const std::int64_t panelColumns = std::clamp<std::int64_t>(kPanelBytes / 8 / m_rows, 1, m_columns);
        std::vector<double> panel(static_cast<std::size_t>(panelColumns * m_rows));
        for (std::int64_t column = 0; column < m_columns; column += panelColumns) {
            const std::int64_t count = std::min(panelColumns, m_columns - column);
            read(0, m_rows, column, count, panel.data());
            const int depth = static_cast<int>(count);
            if (!add("T", depth, panel.data(), depth, double(column + count) / double(m_columns))) {
                return kCancelledError;
            }
        }
        return {};
    }

    bool add(const char* transpose, int depth, const double* panel, int stride, double share)
    {
        const double one = 1.0;
        m_lapack.syrk("L", transpose, &m_order, &depth, &one, panel, &stride, &one, m_gram.data(), &m_order);
        return report(m_gramShare * share);
    }

    bool report(double share) const
    {
        if (m_progress) {
            m_progress(share);
        }
        return !m_cancel.requested();
    }

    /// LAPACK's dsytrd in steps, so that one may cancel, then the values of the tridiagonal matrix.
    Result<Spectrum> eigenvalues()
    {
        const auto order = static_cast<std::size_t>(m_order);
        std::vector<double> diagonal(order);
        std::vector<double> beside(order);
        std::vector<double> tau(order);
        std::vector<double> work(order * kBlock);
        int begin = 0;
        for (; m_order - begin > 2 * kBlock; begin += kBlock) {
            double* corner = at(begin, begin);
            const int rest = m_order - begin;
            const int after = rest - kBlock;
            const int block = kBlock;
            m_lapack.latrd("L", &rest, &block, corner, &m_order, &beside[std::size_t(begin)], &tau[std::size_t(begin)],
                           work.data(), &rest);
            const double minusOne = -1.0;
            const double one = 1.0;
            m_lapack.syr2k("L", "N", &after, &block, &minusOne, at(begin + kBlock, begin), &m_order,
                           work.data() + kBlock, &rest, &one, at(begin + kBlock, begin + kBlock), &m_order);
            for (int i = begin; i < begin + kBlock; ++i) {
                diagonal[std::size_t(i)] = *at(i, i);
            }
            const double left = double(after) / m_order;
            if (!report(m_gramShare + (1.0 - m_gramShare) * (1.0 - left * left * left))) {
                return kCancelledError;
            }
        }
        const int rest = m_order - begin;
        int info = 0;
        m_lapack.sytd2("L", &rest, at(begin, begin), &m_order, &diagonal[std::size_t(begin)],
                       &beside[std::size_t(begin)], &tau[std::size_t(begin)], &info);
        m_lapack.sterf(&m_order, diagonal.data(), beside.data(), &info);
        if (info != 0) {
            return Error{"spectrum.notFinite", "The singular values did not converge.", ""};
        }
        Spectrum spectrum;
        for (const double value : diagonal) {
            spectrum.values.push_back(std::sqrt(std::max(0.0, value)));
        }
        std::sort(spectrum.values.begin(), spectrum.values.end(), std::greater<>());
        report(1.0);
        return spectrum;
    }

    double* at(int row, int column)
    {
        return m_gram.data() + static_cast<std::size_t>(column) * static_cast<std::size_t>(m_order) +
               static_cast<std::size_t>(row);
    }

    const WeightRows& m_weight;
    const CancelToken& m_cancel;
    const SpectrumProgress& m_progress;
    Lapack m_lapack;
    std::int64_t m_rows;
    std::int64_t m_columns;
    int m_order;
    std::vector<double> m_gram; ///< lower triangle, column-major
    std::vector<float> m_values;
    double m_gramShare = 0.0;
};

} // namespace

double Spectrum::stableRank() const
{
    if (values.empty() || values.front() <= 0.0) {
        return 0.0;
    }
    double sum = 0.0;
    for (const double value : values) {
        sum += value * value;
    }
    return sum / (values.front() * values.front());
}

double Spectrum::effectiveRank() const
{
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    if (sum <= 0.0) {
        return 0.0;
    }
    double entropy = 0.0;
    for (const double value : values) {
        entropy -= value > 0.0 ? value / sum * std::log(value / sum) : 0.0;
    }
    return std::exp(entropy);
}

SpectrumCost spectrumCost(std::int64_t rows, std::int64_t columns)
{
    const auto order = double(std::min(rows, columns));
    const auto panel = std::min<std::uint64_t>(std::uint64_t(kPanelBytes), std::uint64_t(rows * columns) * 8);
    return {double(rows) * double(columns) * order + kReductionWeight * order * order * order * 4.0 / 3.0,
            std::uint64_t(order * order) * 8 + panel};
}

Result<Spectrum> weightSpectrum(const Checkpoint& checkpoint, const std::string& moduleName, const CancelToken& cancel,
                                const SpectrumProgress& progress)
{
    const auto weight = WeightRows::open(checkpoint, moduleName);
    if (!weight) {
        return weight.error();
    }
    try {
        auto spectrum = Solver(**weight, cancel, progress).run();
        (*weight)->release();
        return spectrum;
    } catch (const std::bad_alloc&) {
        return Error{"spectrum.memory",
                     "There is not enough memory for the singular values. Close other models and try again.", ""};
    }
}

} // namespace espalier::model
