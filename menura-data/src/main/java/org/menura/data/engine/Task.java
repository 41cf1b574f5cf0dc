package org.menura.data.engine;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A piece of a run: a pure function of the job and of the files of earlier tasks, which writes files and last of all a
 * record that it is done. It may be done twice, also at once, on any machine.
 *
 * @param phase number of the phase
 * @param index number of the input, partition or file
 */
public record Task(Kind kind, int phase, int index) implements Serializable {
    /** What a task does. */
    public enum Kind {
        /** Takes an input's rows through the stages of a phase. */
        SHARD,
        /** Shows a stage the groups of a partition. */
        GROUP,
        /** Joins rows to components. */
        COMPONENTS,
        /** Writes a file of sorted rows. */
        FILE,
        /** Writes what happened to rows. */
        TRACES
    }

    /** Returns the file that says the task is done. */
    Path record(Job job) {
        return switch (kind) {
            case SHARD -> ShardTask.record(job, phase, index);
            case GROUP -> GroupTask.record(job, phase, index);
            case COMPONENTS -> ComponentsTask.record(job, phase);
            case FILE -> SinkTask.record(job, index);
            case TRACES -> SinkTask.tracesRecord(job);
        };
    }

    /** Returns whether the task is done. */
    public boolean isDone(Job job) {
        return Done.is(record(job));
    }

    /**
     * Carries the task out in a JVM that has nothing of the run, as an executor is, on the thread that asks. The stages that
     * it makes are kept for the next task of the run.
     *
     * @throws IOException if a file can't be read or written
     */
    public void execute(Job job) throws IOException {
        if (isDone(job)) {
            return;
        }
        try (Flows.Lease lease = Flows.take(job)) {
            Thread thread = Thread.currentThread();
            run(lease.flow(), job, Workers.inline(), new Watch(thread::isInterrupted));
        }
    }

    void run(Flow flow, Job job, Workers workers, Watch watch) throws IOException {
        if (Done.is(record(job))) {
            return;
        }
        switch (kind) {
            case SHARD -> new ShardTask(flow, job, phase, index, workers, watch).run();
            case GROUP -> new GroupTask(flow, job, phase, index, watch).run();
            case COMPONENTS -> new ComponentsTask(job, phase, watch).run();
            case FILE -> new SinkTask(flow, job, watch).run(index);
            case TRACES -> new SinkTask(flow, job, watch).traces();
        }
    }
}
