package org.menura.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.menura.agent.act.Approval;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Toolbox;
import org.menura.agent.memory.WorkingMemory;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.agent.plan.Planner;
import org.menura.agent.plan.ReAct;
import org.menura.agent.profile.Profile;
import org.menura.chat.Message;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FileTree;
import org.menura.format.Sha256;

/**
 * An agent: a mind, tools, a profile and a planner:
 *
 * <pre>{@code
 * Agent clerk = Agent.of(mind, new Rooms(), new Notes());
 * String answer = clerk.run("Which room has 20 seats?");
 * }</pre>
 *
 * <p>With a folder, a run is durable: called again with the same folder, it goes on where its process ended.
 *
 * @param planner makes a planner for each run
 * @param approval how a person is asked
 * @param team agents that it may delegate to, by name
 */
public record Agent(
        Profile profile,
        Mind mind,
        Toolbox tools,
        Supplier<Planner> planner,
        Approval approval,
        Map<String, Agent> team) {
    public Agent {
        team = Collections.unmodifiableMap(new LinkedHashMap<>(team));
    }

    /** Creates an agent that thinks, acts and observes; see {@link Toolbox#of} for what tools may be. */
    public static Agent of(Mind mind, Object... tools) {
        return new Agent(Profile.of("agent"), mind, Toolbox.of(tools), ReAct::new, Approval.later(), Map.of());
    }

    /** Returns a copy with another profile. */
    public Agent withProfile(Profile other) {
        return new Agent(other, mind, tools, planner, approval, team);
    }

    /** Returns a copy with instructions. */
    public Agent withInstructions(String text) {
        return withProfile(profile.withInstructions(text));
    }

    /** Returns a copy with another policy. */
    public Agent withPolicy(Policy policy) {
        return withProfile(profile.withPolicy(policy));
    }

    /** Returns a copy with another planner. */
    public Agent withPlanner(Supplier<Planner> other) {
        return new Agent(profile, mind, tools, other, approval, team);
    }

    /** Returns a copy that asks a person in another way. */
    public Agent withApproval(Approval other) {
        return new Agent(profile, mind, tools, planner, other, team);
    }

    /** Returns a copy that may delegate to another agent. */
    public Agent withAgent(Agent other) {
        Map<String, Agent> more = new LinkedHashMap<>(team);
        more.put(other.profile.name(), other);
        return new Agent(profile, mind, tools, planner, approval, more);
    }

    /**
     * Does a task and returns the answer. Nothing is kept.
     *
     * @throws RunSuspendedException if a person must answer first: give such a run a folder
     * @throws IllegalStateException if the run fails; the message says why
     */
    public String run(String task) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("menura-agent-");
        try {
            return switch (run(task, folder, 0)) {
                case RunOutcome.Finished done -> done.answer();
                case RunOutcome.Suspended(String id, String question) -> throw new RunSuspendedException(id, question);
                case RunOutcome.Failed(String why, boolean _) -> throw new IllegalStateException(why);
            };
        } finally {
            FileTree.delete(folder);
        }
    }

    /**
     * Does a task in a folder, or goes on with it if the folder holds its run.
     *
     * @param seed of a run that begins
     */
    public RunOutcome run(String task, Path folder, long seed) throws IOException, InterruptedException {
        return run(RunInfo.of(task, seed), folder);
    }

    /** Does a task in a folder, or goes on with it if the folder holds its run. */
    public RunOutcome run(RunInfo info, Path folder) throws IOException, InterruptedException {
        return run(info, folder, "none");
    }

    /**
     * Does a task in a folder, or goes on with it if the folder holds its run.
     *
     * @param sandbox name of what programs run in, for the journal; none if they run in nothing
     */
    public RunOutcome run(RunInfo info, Path folder, String sandbox) throws IOException, InterruptedException {
        RunInfo whole = info.withHash("toolbox", hash())
                .withHash("mind", mind instanceof LocalMind local ? local.fingerprint() : Keys.of(mind.name()));
        try (AgentRun run = AgentRun.open(folder, whole, profile.policy(), approval, Clock.systemUTC(), sandbox)) {
            return run(run);
        }
    }

    /** Does the task of an open run. */
    public RunOutcome run(AgentRun run) throws IOException, InterruptedException {
        Optional<String> done = run.answer();
        if (done.isPresent()) {
            return new RunOutcome.Finished(done.get(), List.of());
        }
        try {
            run.taints().read(run.info().task(), Origin.USER, 0);
            String answer = new AgentLoop(this, run.lane(profile.name()))
                    .work(run.info().task());
            run.finish(answer);
            return new RunOutcome.Finished(answer, List.of());
        } catch (RunSuspendedException e) {
            return new RunOutcome.Suspended(e.id(), e.question());
        } catch (BudgetExhaustedException e) {
            return failed(run, String.valueOf(e.getMessage()), false);
        } catch (MindException e) {
            return failed(run, String.valueOf(e.getMessage()), true);
        } catch (IOException e) {
            return failed(run, "a tool could not do its work: " + e, true);
        }
    }

    private static RunOutcome failed(AgentRun run, String why, boolean again) {
        run.fail(why);
        return new RunOutcome.Failed(why, again);
    }

    /** What its mind is shown of the conversation: as much as a model of this process has room for, beside its tools and an answer. */
    WorkingMemory workingMemory() {
        if (!(mind instanceof LocalMind local)) {
            return new WorkingMemory(Integer.MAX_VALUE);
        }
        List<ToolDefinition> told = tools.definitions();
        Message word = Message.user("?");
        int one = local.tokens(new Prompt(List.of(word), List.of()));
        int fixed = local.tokens(new Prompt(List.of(word), told)) - one;
        int room = local.contextLength() - Math.min(local.contextLength() / 4, LocalMind.MAX_TOKENS) - fixed;
        if (room < 1) {
            throw new MindException("%s has a context of %d tokens, and the %d tools take %d of them; give it fewer"
                    .formatted(local.name(), local.contextLength(), told.size(), fixed));
        }
        return new WorkingMemory(room, m -> local.tokens(Prompt.of(plain(m))), null);
    }

    /** A message by itself, as templates take it. */
    private static Message plain(Message message) {
        StringBuilder text = new StringBuilder(message.text());
        message.toolCalls().forEach(c -> text.append(c.name()).append(c.arguments()));
        return Message.user(text.toString());
    }

    /** The hash of what its tools are called and take. */
    private String hash() {
        StringBuilder all = new StringBuilder();
        tools.tools()
                .forEach(t -> all.append(t.effect())
                        .append(' ')
                        .append(t.definition())
                        .append('\n'));
        return Sha256.of(all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
