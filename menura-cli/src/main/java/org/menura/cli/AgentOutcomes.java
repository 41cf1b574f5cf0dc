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
                console.note("answer with: menura agent resume %s --id %s --approve (or --deny WHY, or --answer TEXT)"
                        .formatted(run, id));
                yield ExitCode.OK;
            }
            case RunOutcome.Failed(String why) -> {
                console.note("failed    " + why);
                console.note("try again with: menura agent resume " + run);
                yield ExitCode.SOFTWARE;
            }
        };
        console.note("run       " + run);
        console.note("timeline  " + timeline);
        return code;
    }
}
