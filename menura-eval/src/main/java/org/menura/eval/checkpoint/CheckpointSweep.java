package org.menura.eval.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.eval.model.LocalModel;
import org.menura.eval.report.RunResults;
import org.menura.eval.report.RunResults.Metric;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.Ledger;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.run.RunCheckpoints;
import org.menura.train.run.RunSettings;

/**
 * Measures every checkpoint of a training run by the same tasks, as LLM360 publishes its runs (Liu et al., arXiv
 * 2312.06550): a record for each checkpoint and task in the run's ledger, and plots. What is there already is left out, so a
 * sweep goes on where it was stopped.
 */
public final class CheckpointSweep {
    /** The prefix of the names of these evaluations. */
    public static final String PREFIX = "eval:";

    /** Measures one model. */
    @FunctionalInterface
    public interface Measuring {
        /**
         * Evaluates all tasks.
         *
         * @param step of the checkpoint
         */
        RunResults measure(LocalModel model, long step);
    }

    /** Hears of checkpoints. */
    @FunctionalInterface
    public interface Listener {
        /** Called after a checkpoint was measured, or found measured. */
        void measured(long step, List<EvaluationRecord> records, boolean wasKnown);
    }

    private final Path run;
    private final RunSettings settings;
    private final LoadOptions load;
    private final LocalModel.Options options;

    /**
     * Prepares a sweep.
     *
     * @param run folder of the run
     * @param settings of the run's program
     * @param load how checkpoints are loaded
     */
    public CheckpointSweep(Path run, RunSettings settings, LoadOptions load, LocalModel.Options options) {
        this.run = run;
        this.settings = settings;
        this.load = load;
        this.options = options;
    }

    /**
     * Measures all checkpoints that are there.
     *
     * @param tasks names of what is measured: a checkpoint that has a record of each is left out
     * @return the folder of the plots
     * @throws FormatException if the folder holds no run, another process writes it, or there are no checkpoints
     * @throws IOException if something can't be read or written
     */
    public Path measure(Set<String> tasks, Measuring measuring, Listener listener) throws IOException {
        RunCheckpoints checkpoints = RunCheckpoints.open(run, settings);
        if (checkpoints.all().isEmpty()) {
            throw new FormatException(
                    "%s has no checkpoints: train it first, with checkpoint.every and checkpoint.keep".formatted(run));
        }
        try (Ledger ledger = Ledger.open(run)) {
            for (SavedCheckpoint checkpoint : checkpoints.all().values()) {
                List<EvaluationRecord> known = ledger.reader().evaluations().stream()
                        .filter(e -> e.step() == checkpoint.step())
                        .filter(e -> e.name().startsWith(PREFIX))
                        .toList();
                Set<String> names = new HashSet<>();
                known.forEach(e -> names.add(e.name().substring(PREFIX.length())));
                if (names.containsAll(tasks)) {
                    listener.measured(checkpoint.step(), known, true);
                    continue;
                }
                List<EvaluationRecord> records = measured(checkpoints, checkpoint, measuring).stream()
                        .filter(r -> !names.contains(r.name().substring(PREFIX.length())))
                        .toList();
                for (EvaluationRecord record : records) {
                    ledger.append(record);
                }
                listener.measured(checkpoint.step(), records, false);
            }
            return CheckpointPlots.draw(ledger.reader());
        }
    }

    private List<EvaluationRecord> measured(RunCheckpoints checkpoints, SavedCheckpoint checkpoint, Measuring measuring)
            throws IOException {
        Path scratch = Files.createTempDirectory("menura-checkpoint");
        try {
            RunCheckpoints.Exported exported = checkpoints.export(checkpoint, scratch);
            Path adapter = exported.adapter();
            LoadOptions how = adapter == null ? load : load.withAdapter("adapter", adapter);
            String name = run.getFileName() + "-step-" + checkpoint.step();
            try (LocalModel model = LocalModel.of(name, Menura.load(exported.model(), how), options, adapter)) {
                return records(checkpoint.step(), measuring.measure(model, checkpoint.step()));
            }
        } finally {
            FileTree.delete(scratch);
        }
    }

    private static List<EvaluationRecord> records(long step, RunResults results) {
        return results.tasks().keySet().stream()
                .filter(task -> !results.metrics(task).isEmpty())
                .map(task -> {
                    Map<String, Double> values = new LinkedHashMap<>();
                    for (Metric m : results.metrics(task)) {
                        values.put(m.key(), m.value());
                        if (!Double.isNaN(m.error())) {
                            values.put(m.name() + "_stderr," + m.filter(), m.error());
                        }
                    }
                    results.documents(task).ifPresent(n -> values.put("documents", (double) n[0]));
                    return new EvaluationRecord(step, PREFIX + task, values);
                })
                .toList();
    }
}
