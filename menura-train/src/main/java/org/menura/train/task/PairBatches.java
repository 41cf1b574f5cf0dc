package org.menura.train.task;

/** Preferences by step. */
@FunctionalInterface
public interface PairBatches {
    /** What step {@code step} learns from. */
    Pairs at(long step);
}
