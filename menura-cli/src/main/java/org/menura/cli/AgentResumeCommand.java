package org.menura.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Approval;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.AgentApplications;
import org.menura.agent.run.RunInfo;
import org.menura.agent.run.RunOutcome;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura agent resume}. */
@Command(
        name = "resume",
        description = "Goes on with a run whose process ended, or that waits for a person's answer.",
        footer = {
            "%nExamples:",
            "  menura agent resume runs/clerk",
            "  menura agent resume runs/clerk --approve",
            "  menura agent resume runs/clerk --deny 'not on a Sunday'",
            "  menura agent resume runs/clerk --answer 'The room with 20 seats'"
        })
final class AgentResumeCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Parameters(paramLabel = "RUN", description = "Folder of the run.")
    private Path run = Path.of("");

    @ArgGroup
    private @Nullable Reply reply;

    @Option(names = "--id", paramLabel = "ID", description = "What is answered (default: the first that is asked).")
    private @Nullable String id;

    /** What a person says. */
    static final class Reply {
        @Option(names = "--approve", description = "What is asked for may be done.")
        private boolean approve;

        @Option(
                names = "--deny",
                arity = "0..1",
                fallbackValue = "",
                paramLabel = "WHY",
                description = "It may not be done; the agent is told why.")
        private @Nullable String deny;

        @Option(names = "--answer", paramLabel = "TEXT", description = "The answer to a question.")
        private @Nullable String answer;

        Approval.Reply reply() {
            return deny != null
                    ? new Approval.Reply(false, deny)
                    : new Approval.Reply(true, answer == null ? "" : answer);
        }
    }

    @Override
    public Integer call() throws Exception {
        RunInfo info = RunInfo.read(run);
        AgentApplication application = AgentApplications.of(info);
        Approval usual = options.approval(console);
        try (AgentOptions _ = options) {
            RunOutcome outcome = application.run(new AgentApplication.Start(
                    Path.of(info.source()),
                    run,
                    info.task(),
                    options.named(run, true),
                    options::embedded,
                    info.seed(),
                    reply == null ? usual : AgentOptions.answering(reply.reply(), id, usual),
                    options.isSandboxed(console),
                    console::note));
            return AgentOutcomes.print(console, outcome, run);
        }
    }
}
