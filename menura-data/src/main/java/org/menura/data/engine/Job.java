package org.menura.data.engine;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.menura.data.plan.Plan;

/**
 * All that a JVM needs to take part in a run: the plan, its inputs, and a folder that all JVMs share. What a task does is
 * a function of this and of the files of earlier tasks.
 *
 * @param plan the plan's text
 * @param name the plan's name, for messages
 * @param base the folder to which the plan's paths are relative
 * @param ledger the folder of the run's record
 * @param work the folder of files between tasks
 * @param inputs the files to read, sorted
 * @param partitions into how many parts groups are divided
 * @param memory how many bytes the sorters of one task may use
 */
public record Job(
        String plan,
        String name,
        String base,
        String ledger,
        String work,
        List<Input> inputs,
        int partitions,
        long memory)
        implements Serializable {
    public Job {
        inputs = List.copyOf(inputs);
    }

    Plan read() {
        return Plan.parse(plan, name, Path.of(base));
    }

    Path ledgerFolder() {
        return Path.of(ledger);
    }

    /** Returns a file between tasks. */
    Path work(String file) {
        return Path.of(work).resolve(file);
    }
}
