package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Mind;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.AgentApplications;
import org.menura.agent.run.Event;
import org.menura.agent.run.Journal;
import org.menura.agent.run.JournalEntry;
import org.menura.agent.run.RunInfo;
import org.menura.agent.run.RunOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura agent run}. */
@Command(
        name = "run",
        description = {
            "Runs an agent: a profile in YAML, or a folder that an application knows, such as examples/conference.",
            "The run's folder holds all that happened. Started again with the same folder, a run goes on where its process"
                    + " ended; what was done is not done twice."
        },
        footer = {
            "%nExamples:",
            "  menura agent run examples/agents/clerk.yaml",
            "  menura agent run clerk.yaml --task 'What is 17 * 23?' -m Qwen3-0.6B",
            "  menura agent run examples/conference --run runs/conference"
        })
final class AgentRunCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Parameters(paramLabel = "PROFILE|FOLDER", description = "What is to be run.")
    private Path source = Path.of("");

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Folder of the run (default: runs/ and the name of what is run).")
    private @Nullable Path folder;

    @Option(names = "--task", paramLabel = "TEXT", description = "What is to be done (default: what the profile says).")
    private @Nullable String task;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random choices (default: 1).")
    private @Nullable Long seed;

    @Option(names = "--no-open", description = "Do not open the page that a run has for its result.")
    private boolean noOpen;

    @Override
    public Integer call() throws Exception {
        LuceneLog.quiet();
        AgentApplication application = AgentApplications.of(source);
        Path run = folder == null ? Path.of("runs", name()) : folder;
        checkSame(run);
        try (AgentOptions _ = options) {
            Mind mind = options.named(run);
            RunOutcome outcome = options.keeping(
                    run,
                    () -> application.run(new AgentApplication.Start(
                            source,
                            run,
                            task,
                            mind,
                            options::embedded,
                            seed == null ? 1 : seed,
                            options.approval(console),
                            options.isSandboxed(console),
                            console::note)));
            int code = AgentOutcomes.print(console, outcome, run);
            if (!noOpen && outcome instanceof RunOutcome.Finished done) {
                done.results().stream()
                        .filter(r -> r.toString().endsWith(".html"))
                        .findFirst()
                        .ifPresent(ResultViewer::open);
            }
            return code;
        }
    }

    /** Refuses another task or seed than a run was begun with: it goes on with its own. */
    private void checkSame(Path run) throws IOException {
        if (!RunInfo.isRun(run)) {
            return;
        }
        RunInfo begun = RunInfo.read(run);
        if (task != null && !task.equals(begun.task())) {
            throw console.wrong(
                    "%s was begun with the task '%s'; leave --task out to go on, or name another folder with --run"
                            .formatted(run, begun.task()));
        }
        if (seed == null) {
            return;
        }
        long own = begun.seed();
        for (JournalEntry entry : Journal.read(run)) {
            own = entry.event() instanceof Event.Forked fork ? fork.seed() : own;
        }
        if (seed != own) {
            throw console.wrong(
                    "%s has the seed %d; leave --seed out to go on, name another folder with --run, or fork the run"
                            .formatted(run, own));
        }
    }

    private String name() {
        String name = String.valueOf(source.toAbsolutePath().normalize().getFileName());
        return name.replaceFirst("\\.ya?ml$", "");
    }
}
