package org.menura.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.AgentApplications;
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

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--no-open", description = "Do not open the page that a run has for its result.")
    private boolean noOpen;

    @Override
    public Integer call() throws Exception {
        AgentApplication application = AgentApplications.of(source);
        Path run = folder == null ? Path.of("runs", name()) : folder;
        try (AgentOptions _ = options) {
            RunOutcome outcome = application.run(new AgentApplication.Start(
                    source,
                    run,
                    task,
                    options.named(run, true),
                    options::embedded,
                    seed,
                    options.approval(console),
                    options.isSandboxed(console),
                    console::note));
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

    private String name() {
        String name = String.valueOf(source.toAbsolutePath().normalize().getFileName());
        return name.replaceFirst("\\.ya?ml$", "");
    }
}
