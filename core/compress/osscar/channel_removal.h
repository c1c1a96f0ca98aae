#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// What OSSCAR's objective depends on. Removing a set R of inputs costs 1/2 tr((P_RR)^-1 M_RR).
struct RemovalProblem
{
    at::Tensor inverse; ///< P = H_damped^-1 [in, in] float64
    at::Tensor gram;    ///< M = W^T W [in, in] float64
    std::int64_t groupSize = 1;

    std::int64_t inputs() const { return inverse.size(0); }
    std::int64_t groups() const { return inputs() / groupSize; }
};

/// Greedy removal by downdates kept as low-rank factors, P_t = P - U^T U and M_t = M - U^T H - H^T U, of which only the
/// rows of what is removed and the diagonal blocks are ever formed.
class GreedyRemoval
{
public:
    /// @param capacity groups to be removed at most
    GreedyRemoval(const RemovalProblem& problem, std::int64_t capacity);

    /// The `count` groups of the lowest scores, lowest first (ties: the lower group).
    std::vector<std::int64_t> best(std::int64_t count) const;
    /// @throws std::invalid_argument if P is not positive definite on them
    void remove(const std::vector<std::int64_t>& groups);
    double objective() const { return m_objective; }

private:
    double score(std::int64_t group) const;
    void downdateBlocks(const double* factor, const double* half);

    const RemovalProblem& m_problem;
    std::vector<bool> m_gone;   ///< by group
    at::Tensor m_factor;        ///< U [removed inputs, in]
    at::Tensor m_half;          ///< H [removed inputs, in]
    std::int64_t m_count = 0;   ///< removed inputs
    at::Tensor m_inverseBlocks; ///< diagonal blocks of P_t [groups, groupSize, groupSize]
    at::Tensor m_gramBlocks;
    double m_objective = 0.0;
};

/// Cholesky factor in the row-major lower triangle (above it the matrix stays). @return false if there is none
bool factorLower(double* matrix, std::int64_t size);

/// 1/2 tr(P^-1 M) of one diagonal block; infinite if P is not positive definite. @param inverse, gram [size, size]
/// row-major; both overwritten
double blockCost(double* inverse, double* gram, std::int64_t size);

} // namespace espalier::compress
