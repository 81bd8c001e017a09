#ifndef CPREFETCH_H
#define CPREFETCH_H

/// Asks the processor to fetch the cache line at an address, which need not be valid. Never waits, never faults.
static inline void prefetch(const void *_Nonnull address) { __builtin_prefetch(address); }

#endif
