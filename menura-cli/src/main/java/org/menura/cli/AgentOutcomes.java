package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.menura.agent.run.RunOutcome;
import org.menura.agent.run.Timeline;
import picocli.CommandLine.ExitCode;

/** Prints how a run of an agent stands. */
final class AgentOutcomes {
    private AgentOutcomes() {}

    static int print(Console console, RunOutcome outcome, Path run) throws IOException {
        Path timeline = Timeline.write(run);
        int code = switch (outcome) {
            case RunOutcome.Finished done -> {
                console.line(done.answer());
                done.results().forEach(r -> console.note("result    " + r));
                yield ExitCode.OK;
            }
            case RunOutcome.Suspended(String id, String question) -> {
                console.note("waiting   " + question);
                Waiting.in(run, id)
                        .ifPresent(w -> console.note(
                                "answer with: menura agent resume %s --id %s %s".formatted(run, id, w.options())));
                yield ExitCode.OK;
            }
            case RunOutcome.Failed(String why, boolean again) -> {
                console.note("failed    " + why);
                console.note(
                        again
                                ? "try again with: menura agent resume " + run
                                : "a run keeps the budget that it began with: give the profile a larger one, and begin again in another folder (--run DIR)");
                yield ExitCode.SOFTWARE;
            }
        };
        console.note("run       " + run);
        console.note("timeline  " + timeline);
        return code;
    }
}
