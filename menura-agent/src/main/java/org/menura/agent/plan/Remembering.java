package org.menura.agent.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Origin;
import org.menura.agent.memory.AgentMemory;
import org.menura.agent.memory.CoreBlocks;
import org.menura.agent.memory.Memory;
import org.menura.agent.memory.MemoryTools;
import org.menura.agent.memory.Span;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;

/**
 * Gives a planner a memory that outlives the run: what is recalled for the person's words stands before them, core blocks stand in the instructions, and
 * what persons and tools say is remembered with its source. What was recalled is kept in the run's journal, so that a resumed run sees the same.
 */
public final class Remembering implements Planner {
    private static final int MOST_CHARACTERS =
            2000; // of a memory; longer results of tools are read anew rather than remembered

    private static final int REFLECTING = 500; // numbers of seeds
    private static final int REMEMBERING = 510;

    private final Planner planner;
    private final AgentMemory memory;
    private String thread = "";
    private Instant now = Instant.EPOCH;
    private @Nullable CoreBlocks blocks;
    private String recalled = "";
    private int events;

    /** Gives a planner a memory. */
    public Remembering(Planner planner, AgentMemory memory) {
        this.planner = planner;
        this.memory = memory;
    }

    @Override
    public Act next(State state) throws InterruptedException {
        if (thread.isEmpty()) {
            begin(state);
        }
        for (Observation observation : state.observations()) {
            observe(state, observation);
        }
        Act act = planner.next(state.withMessages(shown(state.messages())));
        if (act instanceof Act.Answer) {
            memory.reflect(state.mind(), now, state.seed(REFLECTING));
        }
        return act;
    }

    private void begin(State state) throws InterruptedException {
        now = Instant.parse(
                state.reading().read("clock", Origin.SYSTEM, () -> Instant.now().toString()));
        thread = "run of " + now;
        if (memory.hasBlocks()) {
            blocks = memory.blocks(state.reading().read("core blocks", Origin.USER, memory::blocksAsJson));
        }
        recall(state, state.goal());
        remember(state, Origin.USER, state.goal());
    }

    private void observe(State state, Observation observation) throws InterruptedException {
        switch (observation) {
            case Observation.Told(String _, String text) -> {
                recall(state, text);
                remember(state, Origin.USER, text);
            }
            case Observation.Called(ToolCall call, var result)
            when call.name().equals(CoreBlocks.EDIT) -> {
                if (!result.error()) {
                    edit(call);
                }
            }
            case Observation.Called(ToolCall call, var result)
            when !call.name().equals(MemoryTools.RECALL) -> {
                if (!result.error()) {
                    remember(state, result.origin(), result.text());
                }
            }
            default -> {}
        }
    }

    /** Makes the edit that the tool has made in the file, in this run's view of the blocks. */
    private void edit(ToolCall call) {
        CoreBlocks seen = blocks;
        if (seen != null) {
            var _ = seen.edit(
                    String.valueOf(call.arguments().get("block")),
                    String.valueOf(call.arguments().getOrDefault("old", "")),
                    String.valueOf(call.arguments().get("text")),
                    "event " + events++);
        }
    }

    private void recall(State state, String about) {
        // Apart, so that only what others wrote is held for that.
        String own = state.reading().read("memory", Origin.USER, () -> lines(about, false));
        String foreign = state.reading().read("memory of texts of others", Origin.OUTSIDE, () -> lines(about, true));
        recalled = (own + "\n" + foreign).strip();
    }

    private String lines(String about, boolean outside) {
        List<Memory> found = memory.recall(about, now, outside);
        return found.isEmpty() ? "" : MemoryTools.show(found);
    }

    private void remember(State state, Origin origin, String text) throws InterruptedException {
        Span span = Span.of(thread, events++, origin, text);
        if (text.length() <= MOST_CHARACTERS) {
            memory.remember(span, state.mind(), now, state.seed(REMEMBERING + events));
        }
    }

    private List<Message> shown(List<Message> messages) {
        List<Message> out = new ArrayList<>(messages);
        CoreBlocks seen = blocks;
        if (seen != null) {
            String text = "What you keep in mind:\n" + seen.render();
            if (!out.isEmpty() && out.getFirst().role().equals(Role.SYSTEM)) {
                out.set(0, out.getFirst().withTextAfter("\n\n" + text));
            } else {
                out.addFirst(Message.system(text));
            }
        }
        if (!recalled.isEmpty()) {
            for (int i = out.size() - 1; i >= 0; i--) {
                if (out.get(i).role().equals(Role.USER)) {
                    out.set(i, out.get(i).withTextBefore("[From memory:\n" + recalled + "]\n\n"));
                    break;
                }
            }
        }
        return out;
    }
}
