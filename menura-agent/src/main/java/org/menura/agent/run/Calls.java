package org.menura.agent.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.ArgumentCheck;
import org.menura.agent.act.Effect;
import org.menura.agent.act.Origin;
import org.menura.agent.act.Policy;
import org.menura.agent.act.Proposal;
import org.menura.agent.act.Taint;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolResult;
import org.menura.agent.act.Toolbox;
import org.menura.agent.act.Verdict;
import org.menura.chat.ToolCall;

/** The calls of a lane: judged, intended, made, and told apart from those that earlier processes made. */
final class Calls {
    private final AgentRun run;
    private final String agent;
    private Policy policy;
    private int ordinal;

    Calls(AgentRun run, String agent) {
        this.run = run;
        this.agent = agent;
        this.policy = run.policy();
    }

    Policy policy() {
        return policy;
    }

    void judgeBy(Policy other) {
        policy = other;
    }

    /** A call in its place. */
    static final class Slot {
        private final int ordinal;
        private final ToolCall call;
        private final @Nullable Tool tool;
        private @Nullable JournalEntry intent;
        /** Whether an earlier process intended the call. */
        private boolean resumed;
        /** Whether its effect is counted. */
        private boolean counted;
        /** Its result, once it is in the journal. */
        private @Nullable ToolResult known;

        private Slot(int ordinal, ToolCall call, @Nullable Tool tool) {
            this.ordinal = ordinal;
            this.call = call;
            this.tool = tool;
        }

        ToolCall call() {
            return call;
        }

        Effect effect() {
            return tool == null ? Effect.PURE : tool.effect();
        }
    }

    Slot slot(Toolbox tools, ToolCall call) {
        return new Slot(ordinal++, call, tools.find(call.name()).orElse(null));
    }

    /**
     * Brings a call to where it may be made: judged, and its intent in the journal.
     *
     * @return whether it is still to be made
     */
    boolean prepare(Slot slot) throws IOException, InterruptedException {
        if (slot.known != null || slot.intent != null) {
            return slot.known == null;
        }
        JournalEntry before = run.history().call(agent, slot.ordinal);
        if (before == null) {
            judge(slot);
        } else {
            resume(slot, before);
        }
        return slot.known == null;
    }

    private void resume(Slot slot, JournalEntry before) throws IOException, InterruptedException {
        switch (before.event()) {
            case Event.CallRefused r -> {
                check(slot, before, r.tool(), ArgumentCheck.json(r.arguments()));
                slot.known = ToolResult.error(r.why());
            }
            case Event.CallIntended i -> {
                check(slot, before, i.tool(), ArgumentCheck.json(i.arguments()));
                slot.intent = before;
                slot.resumed = true;
                JournalEntry done = run.history().done(i.key());
                if (done != null && done.event() instanceof Event.CallDone d) {
                    slot.known = new ToolResult(run.blobs().text(d.result()), d.error(), d.origin(), true);
                    restore(slot, slot.known);
                    run.taints().read(slot.known.text(), d.origin(), done.n());
                    spend(slot);
                }
            }
            default -> throw new IllegalStateException("no call: " + before);
        }
    }

    private void check(Slot slot, JournalEntry before, String tool, Object arguments) {
        if (!tool.equals(slot.call.name()) || !arguments.equals(ArgumentCheck.json(slot.call.arguments()))) {
            throw new RunDivergedException(
                    "event %d of the run is a call of %s(%s), but now %s(%s) is called there: the program, a model or its inputs have changed"
                            .formatted(before.n(), tool, arguments, slot.call.name(), slot.call.arguments()));
        }
    }

    private void restore(Slot slot, ToolResult result) throws IOException, InterruptedException {
        Tool tool = slot.tool;
        if (tool == null) {
            return;
        }
        if (run.history().isFreshFork()) {
            tool.rebuild(slot.call.arguments(), result, context(slot));
        }
        tool.restore(slot.call.arguments(), result, context(slot));
    }

    private void judge(Slot slot) throws InterruptedException {
        ToolCall call = slot.call;
        Tool tool = slot.tool;
        if (tool == null) {
            refuse(slot, "there is no tool '%s'".formatted(call.name()));
            return;
        }
        Optional<String> fault =
                ArgumentCheck.fault(tool.definition().parameters(), ArgumentCheck.json(call.arguments()));
        if (fault.isPresent()) {
            refuse(slot, "the arguments of %s are wrong: %s".formatted(call.name(), fault.get()));
            return;
        }
        List<Taint> taints = run.taints().find(call.arguments());
        Proposal proposal;
        Verdict verdict;
        synchronized (run.judging()) { // Agents at once must not both have the last effect of the budget.
            proposal = new Proposal(agent, call.name(), tool.effect(), call.arguments(), taints, run.spent());
            verdict = policy.judge(proposal);
            if (verdict instanceof Verdict.Allowed) {
                intend(slot, tool, taints);
            }
        }
        switch (verdict) {
            case Verdict.Allowed _ -> {}
            case Verdict.Refused(String why) -> refuse(slot, why);
            case Verdict.NeedsApproval(String why) -> {
                var reply = run.ask(agent, agent + "#" + slot.ordinal, why, proposal);
                if (reply.approved()) {
                    intend(slot, tool, taints);
                } else {
                    refuse(slot, reply.text().isEmpty() ? "this was not approved" : reply.text());
                }
            }
        }
    }

    private void refuse(Slot slot, String why) {
        run.append(
                agent,
                new Event.CallRefused(key(slot), slot.ordinal, slot.call.name(), slot.call.arguments(), why),
                false);
        slot.known = ToolResult.error(why);
    }

    private void intend(Slot slot, Tool tool, List<Taint> taints) {
        String key = key(slot);
        long random = Keys.number("random", key, Long.toString(run.history().seed()));
        slot.intent = run.append(
                agent,
                new Event.CallIntended(
                        key, slot.ordinal, slot.call.name(), tool.effect(), slot.call.arguments(), random, taints),
                tool.effect() != Effect.PURE);
        spend(slot);
    }

    private String key(Slot slot) {
        return Keys.of("call", run.info().id(), agent, Integer.toString(slot.ordinal));
    }

    private CallContext context(Slot slot) {
        JournalEntry intent = slot.intent;
        if (intent == null || !(intent.event() instanceof Event.CallIntended i)) {
            throw new IllegalStateException("a call without an intent");
        }
        return new CallContext(i.key(), intent.time(), i.random(), run.out());
    }

    /** Makes a call; nothing of it is in the journal yet. */
    ToolResult execute(Slot slot) throws IOException, InterruptedException {
        Tool tool = slot.tool;
        if (tool == null) {
            throw new IllegalStateException("a call of no tool was not refused");
        }
        return tool.call(slot.call.arguments(), context(slot));
    }

    /**
     * Makes a call, unless that was done, and writes its result.
     *
     * @param early its result if it was made already, but not written
     */
    ToolResult finish(Slot slot, @Nullable ToolResult early) throws IOException, InterruptedException {
        if (!prepare(slot) && slot.known != null) {
            return slot.known;
        }
        boolean reconciled = false;
        ToolResult result = early;
        if (result == null && slot.resumed && slot.effect() == Effect.ONCE) {
            result = reconciled(slot);
            reconciled = result != null;
        }
        if (result == null) {
            result = execute(slot);
        }
        JournalEntry done = run.append(
                agent,
                new Event.CallDone(
                        context(slot).key(),
                        run.blobs().put(result.text()),
                        result.error(),
                        result.origin(),
                        reconciled),
                true);
        run.taints().read(result.text(), result.origin(), done.n());
        spend(slot);
        slot.known = result;
        return result;
    }

    /** Finds out whether a call happened whose result was lost; null if it did not. */
    private @Nullable ToolResult reconciled(Slot slot) throws IOException, InterruptedException {
        Tool tool = slot.tool;
        if (tool == null) {
            return null;
        }
        Optional<ToolResult> found = tool.reconcile(slot.call.arguments(), context(slot));
        if (found.isPresent()) {
            return found.get().done() ? found.get() : null;
        }
        var reply = run.ask(
                agent,
                agent + "!" + slot.ordinal,
                ("did the call %s(%s) happen? The process ended before it could say so. Approve if it did, with its result;"
                                + " deny if it did not, then it is made now")
                        .formatted(slot.call.name(), slot.call.arguments()),
                null);
        return reply.approved() ? new ToolResult(reply.text(), false, Origin.USER, true) : null;
    }

    /** Counts the effect of a call, once. */
    private void spend(Slot slot) {
        if (slot.effect() != Effect.PURE && !slot.counted) {
            slot.counted = true;
            run.spend(0, 0, 1);
        }
    }
}
