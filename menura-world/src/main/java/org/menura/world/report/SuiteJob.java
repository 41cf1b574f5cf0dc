package org.menura.world.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import org.menura.world.suite.NullAgent;
import org.menura.world.suite.OracleAgent;
import org.menura.world.suite.RandomAgent;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteAgent;
import org.menura.world.suite.SuiteRunner;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.TrialJournal;

/**
 * A run of a suite from its tasks to its files: the agent asked for, and beside it those that give up, draw at random, and
 * know the answers. A run that is killed keeps its outcomes; the same run goes on there.
 */
public final class SuiteJob {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS");

    /**
     * What is run, and what becomes of it.
     *
     * @param stamp what the agent is besides its name, such as its model's files: what was kept of another is not used
     * @param output the folder for results and for what a killed run keeps; null to keep nothing
     * @param program facts about the program, by name
     */
    public record Options(
            Suite suite,
            Path data,
            SuiteRunner.Settings settings,
            String stamp,
            @Nullable Path output,
            Map<String, String> program) {}

    /** Hears how far a run is. */
    @FunctionalInterface
    public interface Progress {
        /** Called after trials of an agent; see {@link SuiteRunner.Progress}. */
        void done(String agent, int done, int known, int all);
    }

    private final SuiteAgent agent;
    private final Options options;

    /** Prepares a run. */
    public SuiteJob(SuiteAgent agent, Options options) {
        this.agent = agent;
        this.options = options;
    }

    /**
     * Runs the suite and writes the files, if a folder for them is given.
     *
     * @throws FormatException if the folder does not hold the suite, or a file of it is malformed
     * @throws org.menura.agent.mind.MindException if the agent was silent in all trials; the same run goes on with what is kept
     */
    public SuiteResults run(Progress progress) throws IOException, InterruptedException {
        Path data = options.data;
        if (!Files.isDirectory(data)) {
            throw new FormatException("%s is no folder; --data is the folder with the files of the suite %s"
                    .formatted(data, options.suite.name()));
        }
        if (!options.suite.reads(data)) {
            String files = options.suite.files();
            throw new FormatException("%s holds no files of the suite %s: %s"
                    .formatted(
                            data,
                            options.suite.name(),
                            files.isEmpty() ? options.suite.description() : "it needs " + files));
        }
        List<? extends SuiteTask> tasks = options.suite.tasks(data);
        if (tasks.isEmpty()) {
            throw new FormatException("%s holds no tasks of the suite %s".formatted(data, options.suite.name()));
        }
        checkIds(tasks);
        String hash = hash(data);
        Path output = options.output;
        if (output == null) {
            return run(tasks, hash, null, progress);
        }
        Path folder = output.resolve(options.suite.name());
        try (TrialJournal journal = TrialJournal.open(folder.resolve(".trials-" + key(hash) + ".jsonl"))) {
            SuiteResults results = run(tasks, hash, journal, progress);
            write(folder, results);
            journal.delete();
            return results;
        }
    }

    /** Refuses tasks that outcomes could not be told apart of. */
    private void checkIds(List<? extends SuiteTask> tasks) {
        Set<String> ids = new HashSet<>();
        for (SuiteTask task : tasks) {
            if (!ids.add(task.id())) {
                throw new FormatException("%s: the id %s is there twice in the suite %s"
                        .formatted(
                                task.where().isEmpty() ? options.data : task.where(), task.id(), options.suite.name()));
            }
        }
    }

    private SuiteResults run(
            List<? extends SuiteTask> tasks, String hash, @Nullable TrialJournal journal, Progress progress)
            throws InterruptedException {
        List<SuiteAgent> agents = new ArrayList<>(List.of(agent));
        for (SuiteAgent other : List.of(new NullAgent(), new RandomAgent(), new OracleAgent())) {
            if (!other.name().equals(agent.name())) {
                agents.add(other);
            }
        }
        List<SuiteResults.AgentRun> runs = new ArrayList<>();
        for (SuiteAgent one : agents) {
            long start = System.nanoTime();
            int[] before = {0};
            var results = new SuiteRunner(one, options.settings).run(tasks, journal, (done, known, all) -> {
                before[0] = known;
                progress.done(one.name(), done, known, all);
            });
            runs.add(new SuiteResults.AgentRun(one.name(), results, (System.nanoTime() - start) / 1e9, before[0]));
        }
        return new SuiteResults(
                options.suite.name(), options.data.toString(), hash, options.settings, tasks.size(), runs);
    }

    /** Says which outcomes belong to the run: those of the same agent, data and seed. */
    private String key(String hash) {
        String all = String.join(
                "\0",
                options.suite.name(),
                hash,
                options.stamp,
                Long.toString(options.settings.seed()),
                options.program.getOrDefault("version", ""));
        return Sha256.of(all.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    private void write(Path folder, SuiteResults results) throws IOException {
        String date = DATE.format(LocalDateTime.now());
        StringBuilder trials = new StringBuilder();
        for (SuiteResults.AgentRun run : results.agents()) {
            run.results()
                    .forEach(r ->
                            trials.append(TrialJournal.line(run.agent(), r)).append('\n'));
        }
        write(folder.resolve("trials_" + date + ".jsonl"), trials.toString());
        write(folder.resolve("results_" + date + ".md"), SuiteTable.markdown(results));
        write(folder.resolve("results_" + date + ".html"), SuiteTable.html(results));
        write(folder.resolve("results_" + date + ".json"), SuiteJson.of(results, options.program));
    }

    private static void write(Path file, String text) throws IOException {
        OutputFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a hash of the names and contents of all files of a folder. */
    private static String hash(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(folder.relativize(file))
                        .append(' ')
                        .append(Sha256.of(file))
                        .append('\n');
            }
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
