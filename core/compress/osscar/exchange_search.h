#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/compress/osscar/channel_removal.h"

namespace espalier::compress {

/// A set R of removed groups with all that exchanges cost, updated in O(|R| in) an exchange:
/// A = (P_RR)^-1, T = A P_R (identity on R), Z = A W_R^T, C = Z Z^T, D = Z V with V = W - W_R T the refitted matrix
/// (0 on R), s_j = ||V_j||^2, p_j = P_jj - P_jR A P_Rj. Putting input i back: V_j += z_i T_ij / A_ii, p_j += T_ij^2 /
/// A_ii, and 1/2 ||z_i||^2 / A_ii is won; removing j then costs 1/2 ||V_j||^2 / p_j.
class ExchangeSearch
{
public:
    ExchangeSearch(const RemovalProblem& problem, std::vector<std::int64_t> groups);

    /// Makes the best exchange while it lowers the objective by more than a share of 1e-9.
    /// @return how many were made @throws Cancelled
    std::int64_t run(const CancelToken& cancel);

    const std::vector<std::int64_t>& groups() const { return m_groups; }
    /// T [removed inputs, in], rows in the order of inputs(). From P and M anew, without what exchanges rounded.
    const at::Tensor& rebuild();
    std::vector<std::int64_t> inputs() const;
    double objective() const { return m_objective; }

private:
    struct Exchange
    {
        double gain = 0.0;     ///< how much the objective falls
        std::int64_t back = 0; ///< place in m_groups
        std::int64_t removed = 0;
    };
    Exchange best() const;
    Exchange bestFor(std::int64_t place) const;
    Exchange bestForBlock(std::int64_t place) const;
    void make(const Exchange& exchange);
    void putBack(std::int64_t row);
    void remove(std::int64_t input, std::int64_t row);
    void updateRows(const std::vector<double>& ofFirst, const std::vector<double>& ofSecond,
                    const std::vector<double>& first, const std::vector<double>& second);

    const RemovalProblem& m_problem;
    std::vector<std::int64_t> m_groups;
    std::vector<bool> m_gone;           ///< by group
    std::vector<std::int64_t> m_inputs; ///< of the rows
    at::Tensor m_a;                     ///< A
    at::Tensor m_c;                     ///< C
    at::Tensor m_transfer;              ///< T
    at::Tensor m_overlap;               ///< D
    std::vector<double> m_norms;        ///< s; of larger groups the diagonal blocks of V^T V
    std::vector<double> m_variances;    ///< p; of larger groups the diagonal blocks of P given R
    double m_objective = 0.0;
};

} // namespace espalier::compress
