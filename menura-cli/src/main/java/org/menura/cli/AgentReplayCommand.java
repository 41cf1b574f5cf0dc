package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.menura.agent.mind.Mind;
import org.menura.agent.run.AgentApplications;
import org.menura.agent.run.Replay;
import org.menura.agent.run.RunInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura agent replay}. */
@Command(
        name = "replay",
        description = {
            "Computes every turn of a run's model again and compares token ids and log-probabilities; calls no tools.",
            "Exits with 1 if one differs."
        },
        footer = {
            "%nExamples:",
            "  menura agent replay runs/clerk",
            "  menura agent replay runs/clerk -m Qwen3-0.6B --threads 1 --at-once 16"
        })
final class AgentReplayCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run = Path.of("");

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "1",
            description = "Turns that share a batch (default: ${DEFAULT-VALUE}).")
    private int atOnce = 1;

    @Override
    public Integer call() throws Exception {
        LuceneLog.quiet();
        if (atOnce < 1 || atOnce > 256) {
            throw console.wrong("--at-once is 1 to 256, not " + atOnce);
        }
        try (AgentOptions _ = options) {
            Mind mind = mind();
            Replay replay = Replay.of(run, name -> name.equals(mind.name()) ? mind : null, atOnce);
            for (Replay.Difference d : replay.differing()) {
                console.line("event %d of %s differs%s"
                        .formatted(d.event(), d.agent(), d.at() < 0 ? "" : " from token %d on".formatted(d.at() + 1)));
                console.line("  recorded: " + d.recorded());
                console.line("  computed: " + d.computed());
            }
            console.line("%d turns of %s, %d differ"
                    .formatted(replay.turns(), mind.name(), replay.differing().size()));
            if (replay.turns() == 0) {
                console.note("no turn was thought by %s; name the run's model with --model".formatted(mind.name()));
                return ExitCode.SOFTWARE;
            }
            return replay.agrees() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private Mind mind() throws IOException {
        Mind named = options.named(run);
        if (named != null) {
            return named;
        }
        RunInfo info = RunInfo.read(run);
        Optional<Mind> own = info.application().isEmpty()
                ? Optional.empty()
                : AgentApplications.of(info).mind(Path.of(info.source()));
        return own.isPresent() ? options.keep(own.get()) : options.embedded();
    }
}
