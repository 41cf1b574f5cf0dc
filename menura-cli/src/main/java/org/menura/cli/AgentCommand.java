package org.menura.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code menura agent}: runs agents, and looks at what they did. */
@Command(
        name = "agent",
        description = "Runs agents whose runs can be resumed, replayed and forked.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nExamples:",
            "  menura agent run examples/agents/clerk.yaml",
            "  menura agent resume runs/clerk --approve",
            "  menura agent show runs/clerk"
        },
        subcommands = {
            AgentRunCommand.class,
            AgentResumeCommand.class,
            AgentReplayCommand.class,
            AgentForkCommand.class,
            AgentShowCommand.class,
            AgentSuiteCommand.class
        })
final class AgentCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        throw console.wrong("Say what to do: run, resume, replay, fork, show or suite.");
    }
}
