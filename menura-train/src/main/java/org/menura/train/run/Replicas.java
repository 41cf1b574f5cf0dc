package org.menura.train.run;

import java.io.IOException;
import java.util.List;

/** Carries out the tasks of a round of DiLoCo: one after the other in this program, or on other machines. */
@FunctionalInterface
public interface Replicas {
    /** One after the other, in this program. */
    Replicas HERE = (tasks, here) -> {
        for (ReplicaTask task : tasks) {
            here.run(task);
        }
    };

    /** Carries a task out in this program, with the model that is there. */
    @FunctionalInterface
    interface Here {
        /** Trains the replica of a task for a round, unless that is done. */
        void run(ReplicaTask task) throws IOException;
    }

    /**
     * Carries out all tasks, in any order, each once or more often.
     *
     * @param here a way to carry one out
     */
    void run(List<ReplicaTask> tasks, Here here) throws IOException;
}
