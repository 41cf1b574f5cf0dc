package org.menura.train.task;

import java.util.List;
import org.menura.train.data.Batch;

/** The data of a run. */
@FunctionalInterface
public interface StepBatches {
    /** What step {@code step} learns from, in parts whose gradients are added up. */
    List<Batch> at(long step);
}
