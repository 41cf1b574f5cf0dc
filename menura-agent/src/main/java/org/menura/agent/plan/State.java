package org.menura.agent.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.menura.agent.act.Origin;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.tool.ToolDefinition;

/**
 * What a planner knows when it chooses the next act.
 *
 * @param goal what the run is for, in the person's words
 * @param messages the conversation so far, as working memory shows it
 * @param tools that may be called
 * @param agents that may be delegated to: descriptions by name
 * @param observations what came of the parts of the last act, in order; empty at the first step
 * @param mind that is asked
 * @param seed of this step's random numbers
 * @param reading of what lies outside of the run, through its journal
 */
public record State(
        String goal,
        List<Message> messages,
        List<ToolDefinition> tools,
        Map<String, String> agents,
        List<Observation> observations,
        Mind mind,
        long seed,
        Reading reading) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Reads what is not the same whenever a program runs: the clock, memories of other runs. A journal answers it when the run is resumed. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads a text.
         *
         * @param source what it is read from, the same at each resumption
         * @param origin who wrote it
         */
        String read(String source, Origin origin, Supplier<String> text);
    }

    public State {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
        observations = List.copyOf(observations);
    }

    /** Creates a state that reads without a journal. */
    public State(
            String goal,
            List<Message> messages,
            List<ToolDefinition> tools,
            Map<String, String> agents,
            List<Observation> observations,
            Mind mind,
            long seed) {
        this(goal, messages, tools, agents, observations, mind, seed, (_, _, text) -> text.get());
    }

    /** Creates the first state of a run without other agents. */
    public static State first(String goal, List<Message> messages, List<ToolDefinition> tools, Mind mind, long seed) {
        return new State(goal, messages, tools, Map.of(), List.of(), mind, seed);
    }

    /** Returns the conversation with the tools, as a prompt. */
    public Prompt prompt() {
        return new Prompt(messages, tools);
    }

    /** Returns the conversation and one message more, as a prompt without tools. */
    public Prompt prompt(Message more) {
        List<Message> all = new ArrayList<>(messages);
        all.add(more);
        return new Prompt(all, List.of());
    }

    /** Asks the mind with a seed of the step's. */
    public Thought think(Prompt prompt, Ask ask, int branch) throws InterruptedException {
        return mind.think(prompt, ask, seed(branch));
    }

    /** Returns one of the step's seeds (SplitMix64 of the step's seed and the number). */
    public long seed(int branch) {
        long z = seed + (branch + 1) * GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Returns a copy with other messages. */
    public State withMessages(List<Message> others) {
        return new State(goal, others, tools, agents, observations, mind, seed, reading);
    }

    /** Returns a copy with other observations. */
    public State withObservations(List<Observation> others) {
        return new State(goal, messages, tools, agents, others, mind, seed, reading);
    }

    /** Returns a copy with other tools. */
    public State withTools(List<ToolDefinition> others) {
        return new State(goal, messages, others, agents, observations, mind, seed, reading);
    }

    /** Returns a copy with another seed. */
    public State withSeed(long other) {
        return new State(goal, messages, tools, agents, observations, mind, other, reading);
    }

    /** Returns a copy that reads through a journal. */
    public State withReading(Reading other) {
        return new State(goal, messages, tools, agents, observations, mind, seed, other);
    }
}
