package org.menura.generate.batch;

/** What a batch counts; written by the thread that drives it, read by any. */
final class Counts {
    volatile long promptTokens;
    volatile long cachedTokens;
    volatile long generatedTokens;
    volatile long passes;
    volatile long completed;
    volatile long cancelled;
    volatile long failed;
    volatile long refused;
    volatile long preempted;
}
