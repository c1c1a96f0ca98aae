// Included by a kernel's .cpp after it has defined HWY_TARGET_INCLUDE (its own path), in place of Highway's headers: it
// says for which targets kernels are compiled. Without an include guard: the .cpp is read again for each target.
#ifndef ESPALIER_HIGHWAY_ONCE
#define ESPALIER_HIGHWAY_ONCE

// What CpuTarget names and what Highway's own fallback needs. A kernel that gains nothing from AVX-512 VNNI defines
// ESPALIER_WITHOUT_VNNI before the include; its AVX-512 code then runs for that target too.
#ifdef ESPALIER_WITHOUT_VNNI
#define HWY_DISABLED_TARGETS (~(HWY_AVX2 | HWY_AVX3 | HWY_NEON | HWY_EMU128 | HWY_SCALAR))
#else
#define HWY_WANT_AVX3_DL 1
#define HWY_DISABLED_TARGETS (~(HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL | HWY_NEON | HWY_EMU128 | HWY_SCALAR))
#endif

/// Vector code stands between `#if ESPALIER_VECTORS` and `#endif`: Highway's fallback is not compiled,
/// CpuTarget::Scalar is plain C++.
#define ESPALIER_VECTORS (HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128)

#include <array>

#include "core/engine/kernels/cpu_target.h"

namespace espalier::engine {

/// The variant for cpuTarget(); where it was not compiled, the next simpler one.
/// @param variants by CpuTarget; the first (scalar) is never null
template <typename Function> Function chooseVariant(const std::array<Function, 5>& variants)
{
    std::size_t target = static_cast<std::size_t>(cpuTarget());
    while (variants[target] == nullptr) {
        --target;
    }
    return variants[target];
}

} // namespace espalier::engine

#endif // ESPALIER_HIGHWAY_ONCE

#include <hwy/foreach_target.h> // must come before highway.h

#include <hwy/highway.h>

// Highway 1.0.3 asks the compiler for avxvnni, another instruction set, where it means avx512vnni. What it has compiled
// by now can only be inlined where its own set is there, too; no loop may be left to the compiler's vectorizer that it
// would turn into AVX-VNNI products of bytes.
#if HWY_TARGET == HWY_AVX3_DL && HWY_MAJOR == 1 && HWY_MINOR == 0 && HWY_PATCH <= 3
#undef HWY_TARGET_STR
#define HWY_TARGET_STR                                                                                                 \
    HWY_TARGET_STR_AVX3 ",vpclmulqdq,avx512vbmi,avx512vbmi2,vaes,avxvnni,avx512vnni,avx512bitalg,avx512vpopcntdq"
#endif

#if HWY_ONCE && !defined(ESPALIER_KERNEL)

#if HWY_TARGETS & HWY_NEON
#define ESPALIER_NEON(function) &N_NEON::function
#else
#define ESPALIER_NEON(function) nullptr
#endif
#if HWY_TARGETS & HWY_AVX2
#define ESPALIER_AVX2(function) &N_AVX2::function
#else
#define ESPALIER_AVX2(function) nullptr
#endif
#if HWY_TARGETS & HWY_AVX3
#define ESPALIER_AVX3(function) &N_AVX3::function
#else
#define ESPALIER_AVX3(function) nullptr
#endif
#if HWY_TARGETS & HWY_AVX3_DL
#define ESPALIER_AVX3_DL(function) &N_AVX3_DL::function
#else
#define ESPALIER_AVX3_DL(function) nullptr
#endif

/// Pointer to `scalar` (plain C++) or to the `function` of namespace HWY_NAMESPACE that fits cpuTarget(). To be used
/// in the namespace that encloses HWY_NAMESPACE, within `#if HWY_ONCE`.
#define ESPALIER_KERNEL(scalar, function)                                                                              \
    (::espalier::engine::chooseVariant<decltype(&scalar)>({&scalar, ESPALIER_NEON(function), ESPALIER_AVX2(function),  \
                                                           ESPALIER_AVX3(function), ESPALIER_AVX3_DL(function)}))

#endif
