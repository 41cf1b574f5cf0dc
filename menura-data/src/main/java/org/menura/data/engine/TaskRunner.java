package org.menura.data.engine;

import java.util.List;
import java.util.function.Consumer;

/** Carries out tasks that don't depend on each other: on the threads of this JVM, or on executors. */
public interface TaskRunner {
    /**
     * Carries out tasks, in any order.
     *
     * @param done hears of each task that is done, on any thread
     * @throws org.menura.format.FormatException if a row or file is wrong
     * @throws java.util.concurrent.CancellationException if the watch says so
     */
    void run(Job job, List<Task> tasks, Watch watch, Consumer<Task> done);
}
