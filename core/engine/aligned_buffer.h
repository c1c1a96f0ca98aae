#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace espalier::engine {

/// Memory for intermediate results: grows, never shrinks, is not initialised, and begins at a cache line.
template <typename T> class AlignedBuffer
{
public:
    /// Room for `count` values. Contents are lost if it has to grow. @throws std::bad_alloc
    T* resize(std::size_t count)
    {
        if (count > m_capacity) {
            m_data.reset(); // before the larger one is asked for
            m_capacity = 0;
            const std::size_t bytes = (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
            m_data.reset(static_cast<T*>(std::aligned_alloc(kAlignment, bytes)));
            if (m_data == nullptr) {
                throw std::bad_alloc();
            }
            m_capacity = count;
        }
        return data();
    }

    T* data() { return m_data.get(); }
    const T* data() const { return m_data.get(); }

private:
    static constexpr std::size_t kAlignment = 64;

    struct Free
    {
        void operator()(T* memory) const { std::free(memory); }
    };

    std::unique_ptr<T, Free> m_data;
    std::size_t m_capacity = 0;
};

} // namespace espalier::engine
