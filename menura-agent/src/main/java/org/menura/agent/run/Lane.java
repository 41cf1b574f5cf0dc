package org.menura.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.ArgumentCheck;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Rule;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.Toolbox;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaException;

/**
 * What one agent of a run thinks and does, one after another. All that is not the same whenever a program runs comes through here, and
 * is answered from the journal when the run is resumed. For one thread at a time; agents that work at once have a lane each.
 */
public final class Lane {
    private final AgentRun run;
    private final String name;
    private final Calls calls;
    private int observations;
    private int notes;
    private int questions;
    /** Calls that were made since something changed, by tool. */
    private final Map<String, List<JsonNode>> repeats = new LinkedHashMap<>();

    Lane(AgentRun run, String name) {
        this.run = run;
        this.name = name;
        this.calls = new Calls(run, name);
    }

    /** Returns the agent's name. */
    public String name() {
        return name;
    }

    /** Returns the run. */
    public AgentRun run() {
        return run;
    }

    /** Returns the lane of an agent that works for this one; its calls are judged as this one's. */
    public Lane child(String agent) {
        return child(agent, List.of());
    }

    /** Returns the lane of an agent that works for this one; its calls are judged as this one's, and by its own rules. */
    Lane child(String agent, List<Rule> rules) {
        Lane child = run.lane(name + "/" + agent);
        child.calls.judgeBy(calls.policy().withRules(rules));
        return child;
    }

    /** Returns a mind whose answers are kept in the journal. */
    public Mind mind(Mind mind) {
        return new JournalledMind(run, this, mind);
    }

    /**
     * Calls a tool. What is wrong with the call, or forbidden, is the result; see {@link #callAll}.
     *
     * @throws RunSuspendedException if a person must approve the call first
     * @throws IOException if the world fails
     */
    public ToolResult call(Toolbox tools, ToolCall call) throws IOException, InterruptedException {
        return callAll(tools, List.of(call)).getFirst();
    }

    /**
     * Calls tools none of which needs the result of another: those that change nothing at once, the others in order. A tool that is not
     * there, arguments that its schema does not allow, and what the policy refuses are results that the model reads.
     *
     * @throws RunSuspendedException if a person must approve a call first
     * @throws RunDivergedException if the journal knows other calls here
     * @throws IOException if the world fails
     */
    public List<ToolResult> callAll(Toolbox tools, List<ToolCall> wanted) throws IOException, InterruptedException {
        List<Calls.Slot> slots = new ArrayList<>();
        for (ToolCall call : wanted) {
            slots.add(calls.slot(tools, call));
        }
        List<ToolResult> results = new ArrayList<>();
        List<@Nullable Future<ToolResult>> early = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Calls.Slot slot : slots) {
                boolean atOnce = slots.size() > 1 && slot.effect() == Effect.PURE && calls.prepare(slot);
                Callable<ToolResult> task = () -> calls.execute(slot);
                early.add(atOnce ? threads.submit(task) : null);
            }
            for (int i = 0; i < slots.size(); i++) {
                Future<ToolResult> future = early.get(i);
                ToolResult result = calls.finish(slots.get(i), future == null ? null : Joined.of(future));
                remember(slots.get(i), result);
                results.add(result);
            }
        }
        return results;
    }

    private void remember(Calls.Slot slot, ToolResult result) {
        if (slot.effect() != Effect.PURE && !result.error()) {
            repeats.clear();
        }
        repeats.computeIfAbsent(slot.call().name(), _ -> new ArrayList<>())
                .add(ArgumentCheck.json(slot.call().arguments()));
    }

    /** Returns a form in which calls that were made already, and after which nothing has changed, can't be made again. */
    Ask withoutRepeats(Ask ask) {
        if (!(ask instanceof Ask.Calls(List<ToolDefinition> tools, int min, int max)) || repeats.isEmpty()) {
            return ask;
        }
        List<ToolDefinition> left = new ArrayList<>();
        for (ToolDefinition tool : tools) {
            List<JsonNode> made = repeats.get(tool.name());
            ToolDefinition other = made == null ? tool : without(tool, made);
            if (other != null) {
                left.add(other);
            }
        }
        if (left.isEmpty()) {
            return min == 0 ? new Ask.Text(Integer.MAX_VALUE) : ask;
        }
        return new Ask.Calls(left, min, max);
    }

    private static @Nullable ToolDefinition without(ToolDefinition tool, List<JsonNode> made) {
        ObjectNode schema = tool.parameters() instanceof ObjectNode object
                ? object.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (schema.has("not")) {
            return tool;
        }
        schema.putObject("not").putArray("enum").addAll(made);
        try {
            var _ = JsonSchema.of(schema).compile();
            return new ToolDefinition(tool.name(), tool.description(), schema);
        } catch (SchemaException e) {
            return null;
        }
    }

    /**
     * Reads something from outside of the run.
     *
     * @param source what it is read from; the same when the run is resumed
     * @param reading reads it, unless the journal knows what was read
     */
    public String observe(String source, Origin origin, Supplier<String> reading) {
        JournalEntry known = run.history().observed(name, observations++);
        if (known == null) {
            known = run.append(
                    name, new Event.Observed(source, origin, run.blobs().put(reading.get())), false);
        }
        if (!(known.event() instanceof Event.Observed(String from, Origin of, String blob)) || !from.equals(source)) {
            throw new RunDivergedException(
                    "event %d of the run was not read from '%s': the program or its inputs have changed"
                            .formatted(known.n(), source));
        }
        String text = run.blobs().text(blob);
        run.taints().read(text, of, known.n());
        return text;
    }

    /** Returns the time, as it was when the program first came here. */
    public Instant now() {
        return Instant.parse(observe("clock", Origin.SYSTEM, () -> run.time().toString()));
    }

    /** Returns 64 random bits, the same whenever the program comes here. */
    public long random() {
        String place = Integer.toString(observations);
        return Long.parseLong(observe(
                "chance",
                Origin.SYSTEM,
                () -> Long.toString(Keys.number(
                        "chance", name, place, Long.toString(run.history().seed())))));
    }

    /**
     * Asks the person for whom the agent works.
     *
     * @throws RunSuspendedException if no answer comes now
     */
    public String ask(String question) throws InterruptedException {
        String slot = name + "?" + questions++;
        String text = run.ask(name, slot, question, null).text();
        run.taints().read(text, Origin.USER, 0);
        return text;
    }

    /**
     * Stops until a person lets the run go on.
     *
     * @throws RunSuspendedException if no answer comes now
     */
    public boolean proceed(String reason) throws InterruptedException {
        String slot = name + "?" + questions++;
        return run.ask(name, slot, reason, null).approved();
    }

    /**
     * Writes an event that says something of the agent: claims, judgements, memories, delegations. When the run is resumed, it is there
     * already.
     *
     * @throws IllegalArgumentException if it is of another kind
     */
    public void note(Event event) {
        if (!(event instanceof Event.Claimed
                || event instanceof Event.Judged
                || event instanceof Event.Remembered
                || event instanceof Event.Delegated)) {
            throw new IllegalArgumentException(
                    "%s is written by the run itself".formatted(event.getClass().getSimpleName()));
        }
        Event known = run.history().note(name, notes++);
        if (known == null) {
            run.append(name, event, false);
        } else if (!known.equals(event)) {
            throw new RunDivergedException(
                    "the journal of %s has %s where the program now says %s".formatted(name, known, event));
        }
    }
}
