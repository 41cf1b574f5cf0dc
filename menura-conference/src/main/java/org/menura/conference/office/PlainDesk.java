package org.menura.conference.office;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Budget;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Proposal;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolContext;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.Toolbox;
import org.menura.agent.act.Verdict;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;

/** A desk without a journal, for comparisons and for learning, where a run that breaks off begins anew. */
final class PlainDesk implements Desk {
    private final Toolbox tools;
    private final Mind mind;
    private final Policy policy;
    private final Path out;
    private int calls;

    PlainDesk(Toolbox tools, Mind mind, Policy policy, Path out) {
        this.tools = tools;
        this.mind = mind;
        this.policy = policy;
        this.out = out;
    }

    // the compiler does not keep the annotation of Proposal's arguments in its class file
    @SuppressWarnings("NullAway")
    @Override
    public ToolResult call(String role, String name, Map<String, @Nullable Object> arguments)
            throws IOException, InterruptedException {
        Tool tool = tools.find(name).orElseThrow(() -> new IllegalArgumentException("there is no tool " + name));
        Proposal proposal =
                new Proposal(role, name, tool.effect(), arguments, List.of(), new Budget.Spent(0, 0, Duration.ZERO, 0));
        return policy.judge(proposal) instanceof Verdict.Refused(String why)
                ? ToolResult.error(why)
                : tool.call(arguments, new Call("call%06d".formatted(++calls), out));
    }

    @Override
    public String think(String role, Prompt prompt, Ask ask, long seed) throws InterruptedException {
        return mind.think(prompt, ask, seed).text();
    }

    private record Call(String key, Path out) implements ToolContext {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long random() {
            return key.hashCode();
        }
    }
}
