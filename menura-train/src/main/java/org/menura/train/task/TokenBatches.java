package org.menura.train.task;

import java.util.List;

/** The data of a run. */
@FunctionalInterface
public interface TokenBatches {
    /** What step {@code step} learns from, in parts whose gradients are added up. */
    List<Tokens> at(long step);
}
