package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Approval;
import org.menura.agent.mind.Mind;
import org.menura.agent.run.AgentApplication;
import org.menura.agent.run.AgentApplications;
import org.menura.agent.run.Event;
import org.menura.agent.run.Journal;
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

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "What is answered (default: the first that the run waits for).")
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

    /** Refuses what answers nothing that the run waits for, before a model is loaded. */
    private void check(List<Waiting> waiting) throws IOException {
        if (reply != null && id == null && waiting.isEmpty() && !isFork()) {
            throw console.wrong(
                    "%s waits for nothing that could be answered; go on with it without --approve, --deny or --answer"
                            .formatted(run));
        }
        if (id != null && reply == null) {
            throw console.wrong("--id says what is answered: say --approve, --deny or --answer, too");
        }
        List<Waiting> meant =
                waiting.stream().filter(w -> id == null || w.id().equals(id)).toList();
        if (id != null && meant.isEmpty()) {
            throw console.wrong("%s does not wait for an answer to %s; it waits for %s"
                    .formatted(
                            run,
                            id,
                            waiting.isEmpty()
                                    ? "nothing"
                                    : waiting.stream().map(Waiting::toString).collect(Collectors.joining(", "))));
        }
        if (!meant.isEmpty() && meant.stream().allMatch(Waiting::isCall)) {
            checkNoText(meant.getFirst().question());
        }
    }

    /** A fork asks again what its past had not answered, so it may be answered beforehand. */
    private boolean isFork() throws IOException {
        return Journal.read(run).stream().anyMatch(e -> e.event() instanceof Event.Forked);
    }

    private void checkNoText(String question) {
        if (reply != null && reply.answer != null) {
            throw console.wrong("%s waits for approval, which --answer does not give: say --approve or --deny WHY (%s)"
                    .formatted(run, question));
        }
    }

    /** The answer to one thing; others are asked as usual. */
    private Approval answering(Reply given, @Nullable String meant, Approval others) {
        AtomicBoolean used = new AtomicBoolean();
        return request -> {
            if ((meant == null || meant.equals(request.id())) && used.compareAndSet(false, true)) {
                if (request.call() != null) {
                    checkNoText(request.question());
                }
                return Optional.of(given.reply());
            }
            return others.ask(request);
        };
    }

    @Override
    public Integer call() throws Exception {
        LuceneLog.quiet();
        RunInfo info = RunInfo.read(run);
        List<Waiting> waiting = Waiting.in(run);
        check(waiting);
        String meant = id == null && !waiting.isEmpty() ? waiting.getFirst().id() : id;
        AgentApplication application = AgentApplications.of(info);
        Approval usual = options.approval(console);
        try (AgentOptions _ = options) {
            Mind mind = options.named(run);
            RunOutcome outcome = options.keeping(
                    run,
                    () -> application.run(new AgentApplication.Start(
                            Path.of(info.source()),
                            run,
                            info.task(),
                            mind,
                            options::embedded,
                            info.seed(),
                            reply == null ? usual : answering(reply, meant, usual),
                            options.isSandboxed(console),
                            console::note)));
            return AgentOutcomes.print(console, outcome, run);
        }
    }
}
