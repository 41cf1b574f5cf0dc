package org.menura.data.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.menura.data.plan.Plan;
import org.menura.format.FileTree;
import org.menura.format.FormatException;

/**
 * Carries out a plan. Its results depend on the plan and on the rows of its inputs alone: not on how those are split
 * into files, in which order they come, on threads, memory, or the engine. What a run has done it does not do again when
 * it is begun anew after it was stopped or killed.
 */
public final class PlanRun {
    private static final int PARTITIONS = 16;

    private final Job job;
    private final TaskRunner runner;
    private final RunSettings settings;
    private final RunListener listener;

    private PlanRun(Job job, TaskRunner runner, RunSettings settings, RunListener listener) {
        this.job = job;
        this.runner = runner;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Carries out a plan, or goes on with it.
     *
     * @throws FormatException if the plan or an input is wrong: one sentence
     * @throws CancellationException if the settings said to stop; what is done is kept
     */
    public static RunReport run(Plan plan, TaskRunner runner, RunSettings settings, RunListener listener)
            throws IOException {
        List<Input> inputs = Inputs.find(plan.sources());
        Sink sink = Sink.of(plan.sink());
        Path folder = ledger(sink, inputs);
        Path work = settings.work() == null ? folder.resolve("work") : settings.work();
        long memory = Math.max(1 << 20, settings.memory() / Math.max(1, settings.tasks()));
        Job wanted = new Job(
                plan.text(),
                plan.source(),
                plan.base().toAbsolutePath().toString(),
                folder.toAbsolutePath().toString(),
                work.toAbsolutePath().toString(),
                inputs,
                PARTITIONS,
                memory);
        try (Flow flow = new Flow(wanted);
                RunLedger ledger = RunLedger.open(folder)) {
            checkTargets(sink, inputs);
            boolean isNew = !Files.exists(folder.resolve("begun.json"));
            Job job = ledger.begin(wanted);
            if (ledger.isComplete()) {
                listener.warns("%s is complete; nothing is left to do".formatted(folder));
                return RunLedger.read(folder);
            }
            if (isNew) {
                FileTree.delete(job.work(""));
            }
            Files.createDirectories(job.work(""));
            new PlanRun(job, runner, settings, listener).runAll(flow);
            ledger.complete(flow, job, List.of());
            FileTree.delete(job.work(""));
            RunReport report = RunLedger.read(folder);
            report.warnings().forEach(listener::warns);
            return report;
        }
    }

    /** Reads what a run did from its ledger. */
    public static RunReport report(Path ledger) {
        return RunLedger.read(ledger);
    }

    /** Checks a plan: its keys, stages, sources and sink; reads no rows. Returns the number of its input files. */
    public static int check(Plan plan) {
        List<Input> inputs = Inputs.find(plan.sources());
        Sink sink = Sink.of(plan.sink());
        checkTargets(sink, inputs);
        Job job = new Job(plan.text(), plan.source(), plan.base().toString(), "", "", inputs, 1, 0);
        new Flow(job).close();
        return inputs.size();
    }

    private static Path ledger(Sink sink, List<Input> inputs) {
        if (sink.folder() != null) {
            return sink.ledger();
        }
        Input first = inputs.getFirst();
        Path file = sink.file(first);
        int depth = Path.of(first.relative()).getNameCount();
        Path root = file;
        for (int i = 0; i < depth; i++) {
            root = java.util.Objects.requireNonNull(root.getParent());
        }
        return root.resolveSibling(root.getFileName() + ".ledger");
    }

    private static void checkTargets(Sink sink, List<Input> inputs) {
        if (!sink.isMirrored()) {
            return;
        }
        Set<Path> targets = new HashSet<>();
        for (Input input : inputs) {
            Path target = sink.file(input).toAbsolutePath().normalize();
            if (!targets.add(target)) {
                throw new FormatException(
                        "two inputs would be written to %s; give the sources of one run files of different names"
                                .formatted(target));
            }
            if (target.equals(input.file().toAbsolutePath().normalize())) {
                throw new FormatException(
                        "%s would be written over itself; give the results another folder".formatted(target));
            }
        }
    }

    private void runAll(Flow flow) throws IOException {
        int last = flow.phases() - 1;
        for (int phase = 0; phase <= last; phase++) {
            String stages = String.join(", ", flow.names().subList(flow.first(phase), flow.end(phase)));
            tasks(
                    stages.isEmpty() ? "reading" : stages,
                    Task.Kind.SHARD,
                    phase,
                    job.inputs().size());
            if (phase > 0) {
                forget(phase - 1);
            }
            if (phase < last) {
                String name = flow.names().get(flow.groupingAfter(phase));
                tasks(name + ", groups", Task.Kind.GROUP, phase, job.partitions());
                if (flow.components(phase) != null) {
                    tasks(name + ", components", Task.Kind.COMPONENTS, phase, 1);
                }
            }
        }
        tasks("writing", Task.Kind.FILE, last, flow.sink().files(job.inputs()));
        tasks("ledger", Task.Kind.TRACES, last, 1);
    }

    private void tasks(String name, Task.Kind kind, int phase, int count) {
        List<Task> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Task task = new Task(kind, phase, i);
            if (!Done.is(task.record(job))) {
                left.add(task);
            }
        }
        int before = count - left.size();
        Watch watch = new Watch(settings.stopped());
        listener.progress(name, before, count, 0);
        if (left.isEmpty()) {
            return;
        }
        int[] done = {before};
        runner.run(job, left, watch, _ -> {
            synchronized (done) {
                listener.progress(name, ++done[0], count, watch.rows());
            }
        });
    }

    /** Deletes the rows of a phase, which nothing needs once the next is done; records stay. */
    private void forget(int phase) {
        try {
            deleteFiles(job.work("p%d".formatted(phase)));
            deleteFiles(job.work("g%d".formatted(phase)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(f -> !f.toString().endsWith(".json")).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
